import { Form, Input, InputNumber, Radio, Rate, Select, TreeSelect } from 'antd'
import { sayPhone } from '../../../platform/i18n/phone.ts'
import { isoDay } from '../../../platform/screens/moments.ts'
import { useNow } from '../../../platform/screens/time.tsx'
import { useWords } from '../../../platform/screens/words.tsx'
import { lengthOf, WordsLeft } from '../../../platform/screens/words-left.tsx'
import { type CommandType, declineReasons, maximumTextLength, type RequestDetail } from '../model.ts'
import { useCategories } from './categories.ts'
import type { CommandEntry } from './commands.ts'
import { keyOf } from './handlers.ts'
import { MergeTarget } from './merge-target.tsx'
import { PhotoField } from './photo-field.tsx'

type FieldProps = {
  field: CommandEntry['fields'][number]
  type: CommandType
  detail: RequestDetail
  autoFocus: boolean
}

/** One field of a command with its label and what must be in it. */
export function CommandField(props: FieldProps) {
  const { text } = useWords()
  const { field, type } = props
  const name = field === 'text?' ? 'text' : field
  const isWords = name === 'text' || name === 'route'
  const isOptional = ['text?', 'photos', 'score', 'public'].includes(field)
  const label = text(
    field === 'text' || field === 'text?' ? `requests.desk.text.${type}` : `requests.desk.field.${field}`,
  )
  return (
    <Form.Item
      name={name}
      label={isOptional && field !== 'public' ? `${label} ${text('requests.desk.field.optional')}` : label}
      validateFirst
      extra={isWords ? <Left name={name} /> : null}
      rules={[
        ...(isOptional
          ? []
          : [
              {
                required: true,
                whitespace: isWords,
                message: text(`requests.desk.missing.${missing[name] ?? 'choice'}`),
              },
            ]),
        ...(isWords ? [{ validator: shortEnough(text('requests.desk.missing.shorter')) }] : []),
      ]}
    >
      <Control {...props} />
    </Form.Item>
  )
}

/** How an empty field asks to be filled; the others want a choice. */
const missing: Readonly<Record<string, 'words' | 'day' | 'days'>> = {
  text: 'words',
  route: 'words',
  dueDay: 'day',
  reviewDay: 'day',
  workingDays: 'days',
}

const shortEnough = (words: string) => (_: unknown, typed?: string) =>
  lengthOf(typed ?? '') > maximumTextLength ? Promise.reject(new Error(words)) : Promise.resolve()

/** What a field of words still takes, as it is typed. */
function Left({ name }: { name: string }) {
  const typed: string | undefined = Form.useWatch(name, Form.useFormInstance())
  return <WordsLeft typed={typed ?? ''} maximum={maximumTextLength} />
}

/** The control itself; `id`, `value` and `onChange` come from the form. */
function Control({ field, type, detail, autoFocus, ...bound }: FieldProps) {
  const { text } = useWords()
  const now = useNow()
  const { tree } = useCategories()
  const yesNo = (name: string) => [
    { value: true, label: text(`requests.desk.${name}.yes`) },
    { value: false, label: text(`requests.desk.${name}.no`) },
  ]
  switch (field) {
    case 'text':
    case 'text?':
    case 'route':
      return (
        <Input.TextArea
          {...bound}
          autoFocus={autoFocus}
          // Not autoSize: it sets the style attribute as text, which the policy refuses.
          rows={field === 'route' ? 2 : 4}
        />
      )
    case 'to':
      return (
        <Select
          {...bound}
          autoFocus={autoFocus}
          showSearch={{ optionFilterProp: 'label' }}
          options={detail.ladder
            .filter(({ handler }) => !detail.handler || keyOf(handler) !== keyOf(detail.handler.handler))
            .map(({ handler, name }) => ({
              value: keyOf(handler),
              label: `${name} · ${text(`requests.desk.level.${handler.level}`)}`,
            }))}
        />
      )
    case 'public':
      return <Radio.Group {...bound} options={yesNo('public')} />
    case 'solved':
      return <Radio.Group {...bound} options={yesNo('solved')} />
    case 'photos':
      return <PhotoField {...bound} community={detail.communityId} />
    case 'dueDay':
    case 'reviewDay':
      return <Input {...bound} type="date" min={isoDay(now, 1)} />
    case 'workingDays':
      return <InputNumber {...bound} min={1} max={10} precision={0} autoFocus={autoFocus} />
    case 'category':
      return (
        <TreeSelect
          {...bound}
          autoFocus={autoFocus}
          showSearch
          treeNodeFilterProp="title"
          treeData={tree.map((group) => ({ ...group, selectable: false }))}
        />
      )
    case 'reason':
      return (
        <Select
          {...bound}
          autoFocus={autoFocus}
          options={declineReasons.map((value) => ({ value, label: text(`requests.desk.reason.${value}`) }))}
        />
      )
    case 'into':
      return <MergeTarget {...bound} detail={detail} autoFocus={autoFocus} />
    case 'voiceId':
      return (
        <Select
          {...bound}
          options={detail.reporters.map(({ id, name, phone }, index) => ({
            value: id,
            label: [name ?? text('requests.desk.reporters.neighbour', { number: index + 1 }), phone && sayPhone(phone)]
              .filter(Boolean)
              .join(' · '),
          }))}
        />
      )
    case 'score':
      return <Rate {...bound} />
  }
}
