-- What people hold today behind the walls of all their communities, in the round trip that asks who they are. It looks
-- where they are known to hold or have held a post and nowhere else, and leaves the scope as it found it.
create function posts_held(people uuid[], on_day date)
  returns table (
    person_id uuid, role text, community_id uuid, place_id uuid, place_kind text, place_name text, desk_id uuid)
  language plpgsql as $$
declare
  before text := coalesce(current_setting('silin.communities', true), '');
begin
  perform set_config('silin.communities',
    coalesce((select string_agg(distinct m.community_id::text, ',') from memberships m where m.person_id = any (people)), ''),
    true);
  return query
    select r.person_id, r.role, r.community_id, r.place_id, p.kind, p.name, r.desk_id
    from responsibilities r join places p on p.community_id = r.community_id and p.id = r.place_id
    where r.community_id = any (silin_communities()) and r.person_id = any (people)
      and r.from_day <= on_day and (r.to_day is null or r.to_day >= on_day);
  perform set_config('silin.communities', before, true);
end $$;
