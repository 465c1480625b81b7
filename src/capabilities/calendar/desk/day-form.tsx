import { Button, Form, Input, Radio } from 'antd'
import { useWords } from '../../../platform/screens/words.tsx'
import { type CalendarDay, longestName } from '../model.ts'
import { daysIn, faultsIn, type Span } from '../rules.ts'

interface Typed {
  from: string
  to?: string
  working: boolean
  name: string
}

const spanOf = ({ from, to, working, name }: Typed): Span => ({ from, to: to || from, working, name: name.trim() })

/** Adds a day or a span of days under one name. */
export function DayForm({ year, onAdd }: { year: number; onAdd: (days: readonly CalendarDay[]) => void }) {
  const { text } = useWords()
  const [form] = Form.useForm<Typed>()
  const inYear = { type: 'date', min: `${year}-01-01`, max: `${year}-12-31` }
  const missing = { required: true, whitespace: true, message: text('calendar.desk.missing') }
  /** What is wrong with the days, said at the field of the last one. */
  const check = async () => {
    const typed = form.getFieldsValue()
    if (!typed.from) return
    const days = daysIn(spanOf({ ...typed, name: typed.name ?? '' }))
    if (days.length === 0) throw new Error(text('calendar.desk.reversed'))
    // The year itself is not in question here: it is the one that is shown.
    const [fault] = faultsIn(year, days, `${year}-01-01`)
    if (fault) throw new Error(text(`calendar.fault.${fault.code}`, { from: year, to: year, most: days.length }))
  }
  return (
    <section className="calendar-part" aria-labelledby="calendar-add">
      <h2 id="calendar-add">{text('calendar.desk.add.title')}</h2>
      <Form<Typed>
        form={form}
        name="calendar-add-day"
        layout="vertical"
        requiredMark={false}
        initialValues={{ working: false }}
        onFinish={(typed) => {
          onAdd(daysIn(spanOf(typed)))
          form.resetFields(['from', 'to'])
          form.focusField('from')
        }}
      >
        <div className="calendar-fields">
          <Form.Item name="from" label={text('calendar.desk.from')} rules={[missing]}>
            <Input {...inYear} />
          </Form.Item>
          <Form.Item
            name="to"
            label={text('calendar.desk.to')}
            dependencies={['from', 'working']}
            rules={[{ validator: check }]}
          >
            <Input {...inYear} />
          </Form.Item>
        </div>
        <Form.Item name="name" label={text('calendar.desk.field.name')} rules={[missing]}>
          <Input maxLength={longestName} autoComplete="off" />
        </Form.Item>
        <Form.Item name="working" label={text('calendar.desk.field.kind')}>
          <Radio.Group
            options={[
              { value: false, label: text('calendar.desk.rest') },
              { value: true, label: text('calendar.desk.work') },
            ]}
          />
        </Form.Item>
        <Button htmlType="submit">{text('calendar.desk.add')}</Button>
      </Form>
    </section>
  )
}
