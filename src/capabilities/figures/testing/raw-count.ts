/**
 * The figures as a plain count over every event that there is, with nothing kept: what they must equal, and what they
 * are measured against. Parameters: communities, first and last day.
 */
export const rawCount = `
  select e.community_id as "communityId", r.category,
    count(*) filter (where e.type = 'reported')::int as reported,
    count(*) filter (where e.type = 'accepted')::int as accepted,
    count(*) filter (where e.type = 'resolved')::int as resolved,
    count(*) filter (where e.type in ('confirmed', 'called_back'))::int as confirmed,
    count(*) filter (where e.type = 'closed_unconfirmed')::int as unconfirmed,
    count(*) filter (where e.type = 'reopened')::int as reopened,
    count(*) filter (where e.type in ('withdrawn', 'declined', 'redirected', 'merged'))::int as ended,
    count(*) filter (where e.type = 'raised')::int as raised,
    count(*) filter (where e.type = 'raised' and e.data ->> 'reason' = 'clock')::int as overdue,
    count(*) filter (where e.type = 'supervised')::int as supervised,
    count(*) filter (where e.data ->> 'score' is not null)::int as rated,
    count(*) filter (where (e.data ->> 'score')::int >= 4)::int as satisfied
  from request_events e join requests r on r.community_id = e.community_id and r.id = e.request_id
  where e.community_id = any ($1::uuid[])
    and e.at >= $2::date::timestamp at time zone 'Asia/Shanghai'
    and e.at < ($3::date + 1)::timestamp at time zone 'Asia/Shanghai'
  group by 1, 2`
