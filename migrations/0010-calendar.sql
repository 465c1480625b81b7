-- Who changed which working days of the calendar (table calendar_days): append-only, written in the transaction of the
-- change. A year that stands here is somebody's work, and seeding leaves all of it alone. Shared: no community owns days.
create table calendar_changes (
  id uuid primary key,
  year int not null,
  person_id uuid not null references people,
  changed_at timestamptz not null,
  -- The year's whole list of exceptions before and after: [{"day", "working", "name"}].
  before jsonb not null,
  after jsonb not null
);
create index calendar_changes_by_year on calendar_changes (year, changed_at desc, id desc);

-- Years that a deadline fell into while nobody had arranged them: what the desk is warned of on every server, and still
-- after a restart.
create table calendar_years_missed (
  year int primary key,
  noticed_at timestamptz not null
);
