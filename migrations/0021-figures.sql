-- Figures: what a district looks at each month, counted by day, community and category while it happens.

-- The change cursor of a community: events in the order of the transactions that wrote them. Whoever has read up to
-- (xact, request_id, sequence), and read only what was below `pg_snapshot_xmin(pg_current_snapshot())`, has missed
-- nothing: what is still being written comes behind. Times and ids have no such order. No lock and no counter: each
-- event takes the number that its transaction has anyway. What was there before counts as the oldest: a constant
-- default, set before the lasting one, does not write the table anew.
-- Numbers hold in one database cluster only; a backup leaves them out, and a restore gives its rows its own.
alter table request_events add column xact xid8 not null default '1';
alter table request_events alter column xact set default pg_current_xact_id();
create index request_events_changes on request_events (community_id, xact, request_id, sequence);

-- Counts of what happened, by the category that the matter has now ('' where nobody said one). One row for each day
-- and one for each whole month, so that a year is read in months. Nothing here is of anybody.
create table request_figures (
  community_id uuid not null references communities,
  span text not null check (span in ('day', 'month')),
  -- In the community's own time; of a month its first.
  day date not null,
  category text not null,
  reported int not null,
  accepted int not null,
  resolved int not null,
  confirmed int not null,
  unconfirmed int not null,
  reopened int not null,
  ended int not null,
  raised int not null,
  overdue int not null,
  supervised int not null,
  rated int not null,
  satisfied int not null,
  primary key (community_id, span, day, category)
);
call silin_wall('request_figures');

-- Up to which event a community's figures are counted. Its lock is held by whoever counts on.
create table figure_cursors (
  community_id uuid primary key references communities,
  xact xid8 not null,
  request_id uuid not null,
  sequence int not null
);
call silin_wall('figure_cursors');
