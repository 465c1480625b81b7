-- Places of a community, down to the household, and who answers for each (责任田).

create table compounds (
  community_id uuid not null references communities,
  id uuid not null,
  name text not null,
  primary key (community_id, id),
  unique (community_id, name)
);
call silin_wall('compounds');

create table places (
  community_id uuid not null references communities,
  id uuid not null,
  parent_id uuid,
  kind text not null check (kind in ('community', 'grid', 'building', 'unit', 'household')),
  name text not null,
  sort int not null default 0,
  compound_id uuid,
  -- Where it stands, for subtree filters by plain equality: operators on paths are not leakproof, and beneath the wall
  -- PostgreSQL uses no index for those.
  grid_id uuid,
  building_id uuid,
  unit_id uuid,
  primary key (community_id, id),
  foreign key (community_id, parent_id) references places (community_id, id),
  foreign key (community_id, compound_id) references compounds (community_id, id),
  check ((kind = 'community') = (parent_id is null))
);
create unique index places_named_once on places (community_id, parent_id, kind, name);
create index places_by_grid on places (community_id, grid_id) where kind <> 'household';
create index places_by_building on places (community_id, building_id);
call silin_wall('places');

-- Desks: organisations that handle what leads cannot. Each community has its own row for each, also for the
-- subdistrict's and the district's.
create table desks (
  community_id uuid not null references communities,
  id uuid not null,
  kind text not null check (kind in ('community', 'property', 'committee', 'subdistrict', 'district', 'utility')),
  level smallint not null check (level between 4 and 6),
  name text not null,
  phone text,
  compound_id uuid,
  -- The last step of the ladder is a named person on duty.
  duty_name text,
  duty_phone text,
  primary key (community_id, id),
  foreign key (community_id, compound_id) references compounds (community_id, id)
);
call silin_wall('desks');

-- A person answers for a place in a role from a day to a day; ended rows are the history.
create table responsibilities (
  community_id uuid not null references communities,
  id uuid not null,
  place_id uuid not null,
  person_id uuid not null references people,
  role text not null,
  desk_id uuid,
  from_day date not null,
  to_day date,
  -- Shown on the plaque only with the lead's consent (PIPL art. 25).
  public_phone boolean not null default false,
  duties text,
  portrait_file_id uuid,
  primary key (community_id, id),
  foreign key (community_id, place_id) references places (community_id, id),
  foreign key (community_id, desk_id) references desks (community_id, id),
  foreign key (community_id, portrait_file_id) references files (community_id, id),
  check (to_day is null or to_day >= from_day)
);
create unique index responsibilities_one_at_a_time on responsibilities (community_id, place_id, person_id, role, from_day);
create index responsibilities_by_place on responsibilities (community_id, place_id, role) where to_day is null;
create index responsibilities_by_person on responsibilities (community_id, person_id);
call silin_wall('responsibilities');

-- Who lives where is only what the roster says of a household; people of it are not kept here.
create table plaques (
  community_id uuid not null references communities,
  id uuid not null,
  place_id uuid not null,
  code text not null,
  put_up_on date,
  closed_at timestamptz,
  primary key (community_id, id),
  unique (community_id, code),
  foreign key (community_id, place_id) references places (community_id, id)
);
call silin_wall('plaques');

create table roster_imports (
  community_id uuid not null references communities,
  id uuid not null,
  file_name text not null,
  status text not null check (status in ('checking', 'refused', 'ready', 'applying', 'applied', 'failed')),
  -- The parsed rows, sealed: they hold names and phones until the import is applied or thrown away.
  rows_sealed bytea,
  done int not null default 0,
  total int not null default 0,
  counts jsonb not null default '{}',
  errors jsonb not null default '[]',
  error_count int not null default 0,
  created_by uuid not null references people,
  created_at timestamptz not null default now(),
  primary key (community_id, id)
);
call silin_wall('roster_imports');
