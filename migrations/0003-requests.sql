-- Requests (诉求): the current row is the fold of its events, kept for queries.

-- The catalogue, shared: codes are stable and versioned, a city's 12345 codes are mapped onto them.
create table categories (
  code text primary key check (code ~ '^[a-z]+\.[a-z_]+$'),
  position int not null,
  group_code text not null,
  group_names jsonb not null,
  names jsonb not null,
  start_level smallint not null check (start_level between 1 and 6),
  clock_class text not null check (clock_class in ('E', 'U', 'D', 'N3', 'N5', 'PL', 'C', 'V')),
  -- The desk that is asked first when the place has one.
  first_desk text,
  version int not null default 1,
  map_12345 text[] not null default '{}'
);

create table requests (
  community_id uuid not null references communities,
  id uuid not null,
  number text not null,
  place_id uuid not null,
  grid_id uuid,
  building_id uuid,
  unit_id uuid,
  kind text not null,
  listen text not null,
  channel text not null,
  category text references categories,
  clock_class text not null,
  title text not null,
  text_sealed bytea not null,
  about_person_id uuid,
  about_desk_id uuid,
  confidential boolean not null default false,
  structural boolean not null default false,

  status text not null,
  level smallint not null,
  handler_person_id uuid,
  handler_desk_id uuid,
  handler_since timestamptz not null,
  offer_level smallint,
  offer_person_id uuid,
  offer_desk_id uuid,
  followers jsonb not null default '[]',

  deadline_kind text,
  deadline_start_at timestamptz,
  deadline_due_at timestamptz,
  deadline_half_at timestamptz,
  deadline_most_at timestamptz,
  deadline_marked smallint not null default 0,
  -- When the sweeper has to look again: the next mark of the live deadline. The one column it searches.
  next_due_at timestamptz,
  act_promised_at timestamptz,
  finish_promised_at timestamptz,
  clocks_left jsonb,
  paused_from text,
  acted boolean not null default false,
  finish_missed_at timestamptz,

  voices int not null default 1,
  photos int not null default 0,
  solved_level smallint,
  solved_by uuid,
  returns smallint not null default 0,
  choice_stands boolean not null default false,
  raises smallint not null default 0,
  reopenings smallint not null default 0,
  extended boolean not null default false,
  supervised boolean not null default false,
  merged_into uuid,
  reported_at timestamptz not null,
  accepted_at timestamptz,
  acted_at timestamptz,
  resolved_at timestamptz,
  closed_at timestamptz,
  closing text,
  score smallint,
  -- Number of its events: the next one takes this plus one, and two writers cannot both.
  sequence int not null,

  primary key (community_id, id),
  foreign key (community_id, place_id) references places (community_id, id),
  -- Exactly one handler and one deadline while open, none after (domain.md).
  constraint one_handler check (
    (status in ('reported', 'accepted', 'needs_info', 'shelved', 'resolved'))
      = (num_nonnulls(handler_person_id, handler_desk_id) = 1)
    and num_nonnulls(handler_person_id, handler_desk_id) <= 1),
  constraint one_deadline check (
    (status in ('reported', 'accepted', 'needs_info', 'shelved', 'resolved'))
      = (deadline_kind is not null and deadline_due_at is not null and next_due_at is not null))
);
create index requests_due on requests (community_id, next_due_at) where next_due_at is not null;
create index requests_newest on requests (community_id, reported_at desc, id desc);
create index requests_open on requests (community_id, deadline_due_at, id) where next_due_at is not null;
create index requests_by_status on requests (community_id, status, reported_at desc, id desc);
create index requests_by_category on requests (community_id, category, reported_at desc, id desc);
create index requests_by_building on requests (community_id, building_id, reported_at desc, id desc);
create index requests_by_grid on requests (community_id, grid_id, reported_at desc, id desc);
create index requests_by_unit on requests (community_id, unit_id, category, reported_at desc);
create index requests_by_person on requests (community_id, handler_person_id, next_due_at) where handler_person_id is not null;
create index requests_by_desk on requests (community_id, handler_desk_id, next_due_at) where handler_desk_id is not null;
call silin_wall('requests');

-- What happened, append-only: the truth of which the row above is the fold.
create table request_events (
  community_id uuid not null references communities,
  request_id uuid not null,
  sequence int not null,
  at timestamptz not null,
  type text not null,
  audience text not null check (audience in ('public', 'staff')),
  author_kind text not null check (author_kind in ('voice', 'staff', 'clock')),
  author_id uuid,
  -- Words of people, sealed apart from the facts.
  text_sealed bytea,
  data jsonb not null default '{}',
  photos uuid[] not null default '{}',
  command_id uuid,
  primary key (community_id, request_id, sequence),
  foreign key (community_id, request_id) references requests (community_id, id)
);
call silin_wall('request_events');

-- Everybody who spoke up on a request; name and phone only if they gave them, sealed.
create table voices (
  community_id uuid not null references communities,
  id uuid not null,
  request_id uuid not null,
  token_hash bytea not null,
  state text not null default 'waiting' check (state in ('waiting', 'confirmed', 'disputed', 'withdrawn')),
  name_sealed bytea,
  phone_sealed bytea,
  phone_hash bytea,
  person_id uuid,
  score smallint check (score between 1 and 5),
  joined_at timestamptz not null,
  primary key (community_id, id),
  unique (community_id, token_hash),
  foreign key (community_id, request_id) references requests (community_id, id)
);
create index voices_by_request on voices (community_id, request_id);
create index voices_by_phone on voices (community_id, phone_hash) where phone_hash is not null;
call silin_wall('voices');

-- Which commands were carried out, so that a repeat gets the same answer.
create table request_commands (
  community_id uuid not null references communities,
  id uuid not null,
  request_id uuid not null,
  -- Hash of what was asked: the same id with other contents is refused, not answered.
  fingerprint bytea not null,
  answer jsonb not null,
  at timestamptz not null,
  primary key (community_id, id),
  foreign key (community_id, request_id) references requests (community_id, id)
);
call silin_wall('request_commands');
