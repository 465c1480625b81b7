-- The ground: what is shared by all communities, and the wall around what each of them owns.
--
-- Every community-owned table carries community_id first in its primary, unique and foreign keys, is walled by
-- silin_wall(), and is granted to the application role by silin_grant(). The application role owns nothing.

create extension if not exists pg_trgm;

-- The communities that the present unit of work may touch. Set with SET LOCAL by one function of the application.
-- An unset setting is the empty list: outside of a unit of work no community's row can be seen at all.
create function silin_communities() returns uuid[]
  language sql stable parallel safe
  as $$ select string_to_array(nullif(current_setting('silin.communities', true), ''), ',')::uuid[] $$;

-- Walls a community-owned table: the database itself refuses rows of a community that the actor is not in.
create procedure silin_wall(owned regclass)
  language plpgsql as $$
begin
  execute format('alter table %s enable row level security', owned);
  execute format('alter table %s force row level security', owned);
  execute format(
    'create policy wall on %s using (community_id = any (silin_communities())) with check (community_id = any (silin_communities()))',
    owned);
end $$;

-- Divisions of the country, by their codes (GB/T 2260 and the statistics bureau's). Names change: valid_from says since when.
create table areas (
  code text primary key check (code ~ '^\d{2}(\d{2}(\d{2}(\d{3}(\d{3})?)?)?)?$'),
  parent_code text references areas,
  level text not null check (level in ('province', 'city', 'district', 'subdistrict', 'community')),
  name text not null,
  valid_from date
);
create index areas_by_parent on areas (parent_code);

-- One community that is served here: the tenant. `number` begins its plaque and tracking codes.
create table communities (
  id uuid primary key,
  number int not null unique check (number > 0),
  area_code text not null unique references areas,
  name text not null,
  phone text not null,
  sponsor text not null,
  filing_number text,
  clock_profile text not null default 'cn-weifang',
  created_at timestamptz not null default now()
);

-- Plaque codes are short and are read before anybody knows the community: this directory leads to it.
create table plaque_codes (
  code text primary key check (code ~ '^[0-9A-HJKMNP-TV-Z]{6}$'),
  community_id uuid not null references communities,
  place_id uuid not null,
  closed_at timestamptz
);

-- Which days are worked. Seeded from public holidays, edited by the district; see capability requests, clocks.
create table calendar_days (
  day date primary key,
  working boolean not null,
  note text
);

-- People who sign in: a shared table, since one person may hold posts in several communities. Name, phone and e-mail
-- are encrypted by the application; the hashes are keyed with a secret that is not in the database.
create table people (
  id uuid primary key,
  name_sealed bytea not null,
  phone_sealed bytea,
  phone_hash bytea unique,
  account_hash bytea unique,
  language text check (language in ('zh-CN', 'en')),
  created_at timestamptz not null default now()
);

-- Roles held above the communities, at an area of the country; and the administrators of this installation.
create table offices (
  id uuid primary key,
  person_id uuid not null references people,
  role text not null,
  area_code text not null references areas,
  from_day date not null,
  to_day date,
  check (to_day is null or to_day >= from_day)
);
create index offices_by_person on offices (person_id);

-- Photos and other files: the row; the bytes are with the file store.
create table files (
  community_id uuid not null references communities,
  id uuid not null,
  content_type text not null,
  size_bytes int not null,
  width int,
  height int,
  -- 'public' files (a lead's portrait) are shown on the plaque page; the rest only to those who may see the request.
  audience text not null check (audience in ('public', 'request')),
  created_at timestamptz not null default now(),
  primary key (community_id, id)
);
call silin_wall('files');

-- Roles of the whole installation are held at an area of its own, below which no community lies.
insert into areas (code, level, name) values ('00', 'province', '本平台');
