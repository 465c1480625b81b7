/** What capabilities draw resident pages with. */
export { attribute, linkTo } from './attribute.ts'
export {
  Button,
  type ButtonProps,
  CallButton,
  type CallButtonProps,
  LinkButton,
  type LinkButtonProps,
} from './button.tsx'
export { Card, type CardProps } from './card.tsx'
export { DayArc, type DayArcProps, DayBar } from './day.tsx'
export { drawingsOf } from './drawings.tsx'
export { Faces, type FacesProps } from './faces.tsx'
export { Field, FieldError, type FieldProps } from './field.tsx'
export { Icon } from './icon.tsx'
export { type FooterFacts, Page, type PageHeader, type PageProps } from './layout.tsx'
export { Notice, type NoticeProps, Tag } from './notice.tsx'
export { PhotoInput, type PhotoInputProps } from './photo-input.tsx'
export { type PictureOption, PicturePicker, type PicturePickerProps } from './picture-picker.tsx'
export { MatterRow, type MatterRowProps, PersonRow, type PersonRowProps, Rows } from './rows.tsx'
export { Step, type StepProps } from './step.tsx'
export { Timeline, type TimelineItem } from './timeline.tsx'
export { WindowMark, type WindowMarkProps } from './window-mark.tsx'
