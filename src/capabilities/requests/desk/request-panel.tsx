import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { sayPhone } from '../../../platform/i18n/phone.ts'
import type { RequestId } from '../../../platform/ids.ts'
import { ApiProblem } from '../../../platform/screens/api.ts'
import { ProblemNotice } from '../../../platform/screens/problem-notice.tsx'
import { Photos, Story } from '../../../platform/screens/story.tsx'
import { Time, useNow } from '../../../platform/screens/time.tsx'
import { markOf, WindowMark } from '../../../platform/screens/window-mark.tsx'
import { useWords } from '../../../platform/screens/words.tsx'
import type { RequestDetail } from '../model.ts'
import { useCategories } from './categories.ts'
import { nameIn } from './handlers.ts'
import { PanelSection } from './panel-section.tsx'
import { detailOf } from './queries.ts'
import { HandlerName } from './queue-row.tsx'
import { RequestActions } from './request-actions.tsx'
import { RequestClock } from './request-clock.tsx'
import { EarlierHere, Followers, Reporters } from './request-people.tsx'
import './panel.css'

/** One request with all that the desk knows of it. */
export function RequestPanel(props: {
  id: RequestId
  letters: boolean
  onOpen: (id: RequestId) => void
  onClose: () => void
}) {
  const { text } = useWords()
  const { id, letters, onOpen, onClose } = props
  const { data, error, isFetching, refetch } = useQuery(detailOf(id))
  if (data) {
    return (
      <article className="panel">
        {error ? <ProblemNotice error={error} /> : null}
        <Head detail={data} />
        <RequestClock detail={data} />
        <RequestActions detail={data} letters={letters} />
        <Told detail={data} />
        <PanelSection name="story">
          <Story lines={data.story} nameOf={nameIn(data)} firstIsTold />
        </PanelSection>
        <Reporters detail={data} />
        <Followers detail={data} />
        <EarlierHere detail={data} onOpen={onOpen} />
      </article>
    )
  }
  if (error && isGone(error)) {
    return (
      <div className="panel">
        <h2>{text('requests.desk.gone')}</h2>
        <p>{text('requests.desk.gone.why')}</p>
        <Button type="primary" className="panel-again" onClick={onClose}>
          {text('requests.desk.gone.back')}
        </Button>
      </div>
    )
  }
  if (error) {
    return (
      <div className="panel">
        <ProblemNotice error={error} />
        <Button className="panel-again" loading={isFetching} onClick={() => refetch()}>
          {text('requests.desk.again')}
        </Button>
      </div>
    )
  }
  return (
    <div className="panel panel-bones" role="status" aria-label={text('requests.desk.loading')}>
      <i className="bone bone-wide" />
      <i className="bone" />
      <i className="bone bone-arc" />
      <i className="bone bone-wide" />
      <i className="bone bone-wide" />
    </div>
  )
}

/** The server answers the same for what is not there, what is not this reader's, and what is no id at all. */
function isGone(error: Error): boolean {
  return error instanceof ApiProblem && (error.problem.status === 404 || error.problem.status === 422)
}

function Head({ detail }: { detail: RequestDetail }) {
  const { text } = useWords()
  const now = useNow()
  return (
    <header className="panel-head">
      <WindowMark {...markOf(detail, now)} size={44} />
      <div>
        <h2>{detail.title}</h2>
        <p className="soft">
          {detail.placeName} · {text(`requests.desk.channel.${detail.channel}`)} · <Time at={detail.reportedAt} /> ·{' '}
          <span className="number">{detail.number}</span>
        </p>
      </div>
    </header>
  )
}

/** What was said, and the facts beside it. */
function Told({ detail }: { detail: RequestDetail }) {
  const { text } = useWords()
  const { nameOf } = useCategories()
  const photos = detail.story[0]?.photos ?? []
  return (
    <>
      <div className="panel-told">
        <p>{detail.text}</p>
        <Photos photos={photos} />
      </div>
      <dl className="panel-facts">
        <dt>{text('requests.desk.fact.status')}</dt>
        <dd>{text(`screens.status.${detail.status}`)}</dd>
        <dt>{text('requests.desk.fact.handler')}</dt>
        <dd>
          {detail.handler ? <HandlerName handler={detail.handler} /> : '–'}
          {detail.handler?.phone ? (
            <>
              {' '}
              <a href={`tel:${detail.handler.phone}`}>{sayPhone(detail.handler.phone)}</a>
            </>
          ) : null}
        </dd>
        {detail.offer ? (
          <>
            <dt>{text('requests.desk.fact.offer')}</dt>
            <dd>
              <HandlerName handler={detail.offer} />
            </dd>
          </>
        ) : null}
        <dt>{text('requests.desk.fact.category')}</dt>
        <dd>
          {nameOf(detail.category)} · {text(`requests.desk.kind.${detail.kind}`)}
        </dd>
        <dt>{text('requests.desk.fact.clock')}</dt>
        <dd>{text(`requests.desk.clock_class.${detail.clockClass}`)}</dd>
        {detail.confidential ? (
          <>
            <dt>{text('requests.desk.flag.confidential')}</dt>
            <dd>{text('requests.desk.fact.confidential')}</dd>
          </>
        ) : null}
      </dl>
    </>
  )
}
