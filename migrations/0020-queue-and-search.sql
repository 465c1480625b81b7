-- The queue out of millions of requests, and the search through it.

-- The wall of what is read by the thousand: which communities they are is worked out once for a statement, and not again
-- for each look into an index.
alter policy wall on requests using (community_id = any ((select silin_communities())::uuid[]));

-- What the queue's filters ask for in pairs stands behind the order in the index, so that no row is fetched to be refused.
drop index requests_newest;
create index requests_newest on requests (community_id, reported_at desc, id desc, level);
drop index requests_by_status;
create index requests_by_status on requests (community_id, status, reported_at desc, id desc, level);
drop index requests_by_category;
create index requests_by_category on requests (community_id, category, reported_at desc, id desc, status, level);
drop index requests_pressing;
create index requests_pressing on requests (
  community_id,
  (case when status in ('reported', 'accepted') then least(deadline_due_at, finish_promised_at) else deadline_due_at end),
  id,
  status,
  level,
  category
) where next_due_at is not null;
-- A handful: what is on offer to somebody.
create index requests_offered on requests (community_id, id) where offer_level is not null;

-- Search. Beneath the wall PostgreSQL uses no index for "contains", so the words of each request stand in a table of their
-- own, and a function of the owner's asks it and applies the wall itself. What stands here are numbers that words are
-- hashed to, of what the queue shows anyway: the title, the place, the category, the number. Written with the request.
create table request_words (
  community_id uuid not null,
  reported_at timestamptz not null,
  request_id uuid not null,
  words int[] not null,
  primary key (community_id, reported_at, request_id)
);
create index request_words_newest on request_words (reported_at desc, request_id desc);
-- A duty empties the pending list every few seconds; 64 MB are far more than comes in between, so no intake ever does it.
create index request_words_found on request_words using gin (words) with (fastupdate = on, gin_pending_list_limit = 65536);
call silin_wall('request_words');
alter policy wall on request_words using (community_id = any ((select silin_communities())::uuid[]));
-- The owner's own function must be able to use the index above. The application owns nothing: for it the wall stands.
alter table request_words no force row level security;

-- Whose words are to be written: what was there before there was search, and what was changed. A duty does it.
create table words_wanted (
  community_id uuid not null,
  request_id uuid not null,
  primary key (community_id, request_id)
);
call silin_wall('words_wanted');
insert into words_wanted select community_id, id from requests;

-- Requests of the unit of work's communities with all of `every` and, where it is given, one of `any_of`; newest first,
-- behind a row if one is given, `most` at most. Common words are met soon on the way back through the newest; for rare
-- ones the index has all there are.
create function silin_search(every int[], any_of int[], before_at timestamptz, before_id uuid, most int)
  returns table (community_id uuid, reported_at timestamptz, request_id uuid)
  language plpgsql stable security definer rows 200
  set search_path = pg_catalog, public set enable_seqscan = off set plan_cache_mode = force_custom_plan
as $$
declare
  seen uuid[] := public.silin_communities();
  alone uuid := case when cardinality(seen) = 1 then seen[1] end;
  looked constant int := 8000;
  met int;
begin
  before_at := coalesce(before_at, 'infinity');
  before_id := coalesce(before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff');
  if alone is not null then
    return query
      select w.community_id, w.reported_at, w.request_id from (
        select * from public.request_words o
        where o.community_id = alone and (o.reported_at, o.request_id) < (before_at, before_id)
        order by o.reported_at desc, o.request_id desc limit looked) w
      where w.words @> every and (any_of is null or w.words && any_of)
      limit most;
  else
    return query
      select w.community_id, w.reported_at, w.request_id from (
        select * from public.request_words o where (o.reported_at, o.request_id) < (before_at, before_id)
        order by o.reported_at desc, o.request_id desc limit looked) w
      where w.community_id = any (seen) and w.words @> every and (any_of is null or w.words && any_of)
      limit most;
  end if;
  get diagnostics met = row_count;
  if met >= most then return; end if;
  -- The same ones come again with all others: the caller takes each once. `offset 0`: what is found is sorted, and the
  -- newest are not walked in the hope of meeting enough.
  if any_of is null then
    return query
      select * from (
        select w.community_id, w.reported_at, w.request_id from public.request_words w
        where w.words @> every and w.community_id = any (seen) and (w.reported_at, w.request_id) < (before_at, before_id)
        offset 0) w
      order by w.reported_at desc, w.request_id desc limit most;
  else
    return query
      select * from (
        select w.community_id, w.reported_at, w.request_id from public.request_words w
        where w.words && any_of and w.words @> every
          and w.community_id = any (seen) and (w.reported_at, w.request_id) < (before_at, before_id)
        offset 0) w
      order by w.reported_at desc, w.request_id desc limit most;
  end if;
end $$;
revoke execute on function silin_search from public;

-- What came in since is put in its place in the index. @returns pages that were emptied
create function silin_tidy_words() returns bigint
  language sql volatile security definer set search_path = pg_catalog, public
  as $$ select gin_clean_pending_list('public.request_words_found'::regclass) $$;
revoke execute on function silin_tidy_words from public;
