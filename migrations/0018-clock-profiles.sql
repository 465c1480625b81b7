-- Clocks that an area has set for itself; where there is none, its upper area's count, and last the default in code
-- (cn-weifang). Every version stays: the newest counts, and which one counted when can be read off.
alter table communities drop column clock_profile;
create table clock_profiles (
  id uuid primary key,
  area_code text not null,
  -- null: back to what the upper area has.
  profile jsonb,
  person_id uuid not null references people,
  set_at timestamptz not null
);
create index clock_profiles_newest on clock_profiles (area_code, set_at desc, id desc);
