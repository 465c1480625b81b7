-- The queue by the clock begins with what is over, also where a new handler still has time to accept.
create index requests_pressing on requests (
  community_id,
  (case when status in ('reported', 'accepted') then least(deadline_due_at, finish_promised_at) else deadline_due_at end),
  id
) where next_due_at is not null;
-- The order that it replaces.
drop index requests_open;
