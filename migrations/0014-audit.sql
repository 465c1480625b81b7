-- Audit: who did what, when, from where and with what result, in ids and codes alone. What a line means, how lines are
-- chained, and what this protects from whom: src/capabilities/audit/README.md.

-- One chain for each community, and one for the installation, whose community_id is the nil UUID: it stands behind the
-- same wall. Lines are written in the transaction of the action; number and hash are given afterwards, in order, by a
-- background duty, so that two actions never wait for each other. People and communities are named by id without a
-- foreign key: what is erased elsewhere stays told here.
create table audit_entries (
  community_id uuid not null,
  -- UUIDv7 of the moment `at`: newest first is the order of ids.
  id uuid not null,
  at timestamptz not null,
  -- One call of one person may leave several lines.
  deed_id uuid not null,
  person_id uuid,
  what text not null check (what ~ '^[a-z0-9_.-]{1,100}$'),
  -- Ids by the names that the API has for them, never a word.
  about jsonb not null,
  -- Keyed hashes: the shortened network of the caller, and the account that somebody tried to sign in with.
  network bytea,
  account bytea,
  result text not null check (result in ('done', 'unchanged', 'refused', 'failed')),
  reason text check (reason ~ '^[a-z0-9_.-]{1,60}$'),
  -- Keyed with the installation's secret when the line is written: nobody else writes lines that verify.
  mac bytea not null,
  number bigint check (number > 0),
  hash bytea,
  primary key (community_id, id),
  unique (community_id, number),
  check ((number is null) = (hash is null))
);
create index audit_entries_unsealed on audit_entries (community_id, id) where number is null;
create index audit_entries_newest on audit_entries (id);
create index audit_entries_by_person on audit_entries (person_id, id);
call silin_wall('audit_entries');

-- Where a chain stood on a day (head), and up to where it was taken away for its age (anchor). Append-only.
create table audit_marks (
  community_id uuid not null,
  kind text not null check (kind in ('head', 'anchor')),
  number bigint not null,
  hash bytea not null,
  made_at timestamptz not null,
  mac bytea not null,
  primary key (community_id, kind, number)
);
call silin_wall('audit_marks');

-- A line is sealed once and never changed, and goes only when it is sealed and older than the law allows to delete
-- (six months: Cybersecurity Law art. 21 (3), as numbered before 2026). This holds for the application's role, and for the owner until they say otherwise.
create function audit_entry_stays() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    if old.number is null or old.at > now() - interval '6 months' then
      raise exception 'a line of the audit log stays for six months at least' using errcode = 'integrity_constraint_violation';
    end if;
    return old;
  end if;
  if new is distinct from old
    and (old.number is not null or to_jsonb(new) - 'number' - 'hash' is distinct from to_jsonb(old) - 'number' - 'hash')
  then
    raise exception 'a line of the audit log is sealed once and never changed' using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger audit_entry_stays before update or delete on audit_entries
  for each row execute function audit_entry_stays();
