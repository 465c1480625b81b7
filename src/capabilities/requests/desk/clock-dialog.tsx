import { Form, Input, InputNumber, Modal, Radio, Select } from 'antd'
import type { TimeLimit } from '../../../platform/clock/limits.ts'
import { ProblemNotice } from '../../../platform/screens/problem-notice.tsx'
import { useWords } from '../../../platform/screens/words.tsx'
import type { ClockLimits } from '../clock-profile-model.ts'
import type { ClockClass } from '../model.ts'

/** A limit as a form holds it: all of its parts, of which its kind needs some. */
interface Typed {
  readonly kind: TimeLimit['kind'] | 'none'
  readonly minutes?: number
  readonly days?: number
  readonly at?: string
  readonly cutoff?: string
}
interface Filled {
  readonly accept: Typed
  readonly act: Typed
  readonly finish: Typed
  readonly where: 'district' | 'community'
}

const steps = ['accept', 'act', 'finish'] as const
const kinds = ['elapsed', 'waking', 'business', 'working_days', 'day_end'] as const

/** The three limits of one class, and whether they are the district's or this community's alone. */
export function ClockDialog(props: {
  name: ClockClass
  limits: ClockLimits
  isBusy: boolean
  error: unknown
  onClose: () => void
  onSet: (limits: ClockLimits, where: 'district' | 'community') => void
}) {
  const { text } = useWords()
  const { name, limits, isBusy, error, onClose, onSet } = props
  const [form] = Form.useForm<Filled>()
  const mayBeNone = (step: (typeof steps)[number]) => step === 'act' || (step === 'finish' && name === 'PL')
  const give = (filled: Filled) => {
    const accept = limitOf(filled.accept)
    if (accept) onSet({ accept, act: limitOf(filled.act), finish: limitOf(filled.finish) }, filled.where)
  }
  return (
    <Modal
      open
      title={text('requests.clocks.change_of', { name: text(`requests.desk.clock_class.${name}`) })}
      okText={text('requests.clocks.set')}
      cancelText={text('requests.clocks.cancel')}
      confirmLoading={isBusy}
      onOk={form.submit}
      onCancel={onClose}
    >
      <p className="soft">{text('requests.clocks.frozen')}</p>
      {error ? <ProblemNotice error={error} keeps /> : null}
      <Form<Filled>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{
          accept: limits.accept,
          act: typedOf(limits.act),
          finish: typedOf(limits.finish),
          where: 'district',
        }}
        onFinish={give}
      >
        {steps.map((step) => (
          <fieldset key={step} className="clock-step">
            <legend>{text(`requests.clocks.${step}`)}</legend>
            <Form.Item name={[step, 'kind']} label={text('requests.clocks.kind')}>
              <Select
                options={[...kinds, ...(mayBeNone(step) ? (['none'] as const) : [])].map((kind) => ({
                  value: kind,
                  label: text(`requests.clocks.kind.${kind}`),
                }))}
              />
            </Form.Item>
            <Form.Item noStyle shouldUpdate>
              {({ getFieldValue }) => <Amount step={step} kind={getFieldValue([step, 'kind']) as Typed['kind']} />}
            </Form.Item>
          </fieldset>
        ))}
        <Form.Item name="where" label={text('requests.clocks.where')}>
          <Radio.Group
            options={(['district', 'community'] as const).map((where) => ({
              value: where,
              label: text(`requests.clocks.where.${where}`),
            }))}
          />
        </Form.Item>
      </Form>
    </Modal>
  )
}

function Amount({ step, kind }: { step: (typeof steps)[number]; kind: Typed['kind'] }) {
  const { text } = useWords()
  const needed = [{ required: true, message: text('requests.clocks.needed') }]
  if (kind === 'none') return null
  if (kind === 'working_days') {
    return (
      <Form.Item name={[step, 'days']} label={text('requests.clocks.days')} rules={needed}>
        <InputNumber min={1} max={60} precision={0} />
      </Form.Item>
    )
  }
  if (kind === 'day_end') {
    return (
      <>
        {(['at', 'cutoff'] as const).map((part) => (
          <Form.Item key={part} name={[step, part]} label={text(`requests.clocks.${part}`)} rules={needed}>
            <Input type="time" />
          </Form.Item>
        ))}
      </>
    )
  }
  return (
    <Form.Item name={[step, 'minutes']} label={text('requests.clocks.minutes_label')} rules={needed}>
      <InputNumber min={1} max={20_160} precision={0} />
    </Form.Item>
  )
}

const typedOf = (limit: TimeLimit | null): Typed => limit ?? { kind: 'none' }

/** Only what its kind needs; null for none. */
function limitOf({ kind, minutes = 0, days = 0, at = '', cutoff = '' }: Typed): TimeLimit | null {
  if (kind === 'none') return null
  if (kind === 'working_days') return { kind, days }
  if (kind === 'day_end') return { kind, at, cutoff }
  return { kind, minutes }
}
