-- Appointing: who is given an office or a post, by whom, and the one-time link by which they come in.

-- The account that somebody signs in with, sealed: their own welcome page says it to them.
alter table people add column account_sealed bytea;

-- One-time links. Only a keyed hash of the link is kept. Shared, since people are.
create table invitations (
  id uuid primary key,
  person_id uuid not null references people,
  token_hash bytea not null unique,
  made_by uuid not null references people,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  -- When it was used, or another took its place, or the last post of the person ended.
  ended_at timestamptz,
  check (expires_at > made_at)
);
create unique index invitations_one_open on invitations (person_id) where ended_at is null;

-- What was done to whom in which post, by whom and when: append-only (the application's role may neither update nor
-- delete), written in the transaction that does it. Its id is the id of the command, so that a repeat is known. Shared:
-- it tells of offices above the communities as well, and holds nothing but ids.
create table staff_changes (
  id uuid primary key,
  at timestamptz not null,
  by_person_id uuid not null references people,
  what text not null check (what in ('appointed', 'ended', 'invited', 'welcomed', 'desk_added')),
  person_id uuid references people,
  role text,
  community_id uuid references communities,
  area_code text not null,
  desk_id uuid,
  -- The row of responsibilities or offices that it is about.
  post_id uuid
);
create index staff_changes_by_person on staff_changes (person_id, at);

-- An appointment ends at once, also on the day it began: it was then held on no whole day, and ends the day before.
alter table responsibilities drop constraint responsibilities_check;
alter table responsibilities add constraint responsibilities_days check (to_day is null or to_day >= from_day - 1);
alter table offices drop constraint offices_check;
alter table offices add constraint offices_days check (to_day is null or to_day >= from_day - 1);

-- One person may be given the desks of two compounds on one day, and a post again that was taken back the same day.
drop index responsibilities_one_at_a_time;
create unique index responsibilities_one_at_a_time
  on responsibilities (community_id, place_id, person_id, role, desk_id, from_day) nulls not distinct
  where to_day is null or to_day >= from_day;
create index offices_by_area on offices (area_code);
