/** Comfort for phones that can: every page works without this script, and nothing here has words of its own. */
const page = document
const all = <Found extends Element>(what: string, within: ParentNode = page): Found[] =>
  Array.from(within.querySelectorAll<Found>(what))

/* A form is sent once. The buttons stay enabled, because a disabled one would not send its own value. */
page.addEventListener('submit', (event) => {
  const form = event.target as HTMLFormElement
  if (form.dataset.sent) event.preventDefault()
  form.dataset.sent = '1'
})
/* Coming back to a page that the browser kept: its forms can be sent again. */
addEventListener('pageshow', () => {
  for (const form of all<HTMLFormElement>('form')) delete form.dataset.sent
})

/* Who gets it, and by when: as soon as a picture is chosen. */
for (const form of all<HTMLFormElement>('form[data-told]')) {
  const told = (form.dataset.told || '').split('\n').map((line) => line.split('\t'))
  const say = () => {
    const chosen = form.querySelector<HTMLInputElement>('[name=category]:checked')
    const [, word, words] = (chosen && told.find(([kind]) => kind === chosen.value)) || []
    const button = form.querySelector('.primary span')
    const promise = form.querySelector('[data-promise]')
    if (!word || !words || !button || !promise) return
    button.textContent = word
    promise.textContent = words
  }
  for (const others of all('[data-others]', form)) others.remove()
  form.addEventListener('change', say)
  say()
}

/* Photos: shrunk before they travel, shown small, added one by one, each of which can be left out again. */
const longestSide = 1600
const smallEnough = 300 * 1024

function shrink(file: File): Promise<File> {
  return new Promise((done) => {
    const image = new Image()
    const address = URL.createObjectURL(file)
    const give = (made: File) => {
      URL.revokeObjectURL(address)
      done(made)
    }
    image.onerror = () => give(file)
    image.onload = () => {
      const scale = Math.min(1, longestSide / Math.max(image.naturalWidth, image.naturalHeight))
      if (scale === 1 && file.size < smallEnough) return give(file)
      const canvas = page.createElement('canvas')
      canvas.width = Math.round(image.naturalWidth * scale)
      canvas.height = Math.round(image.naturalHeight * scale)
      const pen = canvas.getContext('2d')
      if (!pen) return give(file)
      pen.drawImage(image, 0, 0, canvas.width, canvas.height)
      canvas.toBlob(
        (blob) => give(blob && blob.size < file.size ? new File([blob], 'photo.jpg', { type: 'image/jpeg' }) : file),
        'image/jpeg',
        0.8,
      )
    }
    image.src = address
  })
}

function canHoldFiles(): boolean {
  try {
    return new DataTransfer().files.length === 0
  } catch {
    return false
  }
}

for (const field of canHoldFiles() ? all<HTMLElement>('[data-photos]') : []) {
  const input = field.querySelector<HTMLInputElement>('input[type=file]')
  if (!input) continue
  const room = Number(field.dataset.photos)
  const word = field.querySelector('label span')
  const plain = word?.textContent
  const list = page.createElement('div')
  let kept: File[] = []
  list.className = 'chosen'
  field.className = 'shrunk'
  field.append(list)

  const show = () => {
    const carried = new DataTransfer()
    for (const file of kept) carried.items.add(file)
    input.files = carried.files
    if (word) word.textContent = kept.length > 0 ? `${plain} ${kept.length}/${room}` : `${plain}`
    list.textContent = ''
    for (const file of kept) {
      const remove = page.createElement('button')
      const image = new Image(72, 72)
      remove.type = 'button'
      remove.setAttribute('aria-label', field.dataset.remove || '')
      image.src = URL.createObjectURL(file)
      image.alt = ''
      image.onload = () => URL.revokeObjectURL(image.src)
      remove.onclick = () => {
        kept = kept.filter((one) => one !== file)
        show()
      }
      remove.append(image)
      list.append(remove)
    }
  }
  input.addEventListener('change', async () => {
    const chosen = Array.from(input.files || [])
    kept = kept.concat(await Promise.all(chosen.map(shrink))).slice(0, room)
    show()
  })
}

/* Speaking instead of typing, by what the phone itself can do. */
type Heard = { results: ArrayLike<ArrayLike<{ transcript: string }> & { isFinal: boolean }>; resultIndex: number }
type Listening = {
  lang: string
  continuous: boolean
  onresult: (heard: Heard) => void
  onend: () => void
  start(): void
  stop(): void
}
const Recognition = (window as unknown as { webkitSpeechRecognition?: new () => Listening }).webkitSpeechRecognition
for (const button of Recognition ? all<HTMLButtonElement>('[data-does=speak]') : []) {
  const form = button.form
  const words = form?.querySelector<HTMLTextAreaElement | HTMLInputElement>('[name=text]')
  if (!Recognition || !form || !words) continue
  let listening: Listening | null = null
  button.hidden = false
  button.onclick = () => {
    if (listening) return listening.stop()
    listening = new Recognition()
    listening.lang = page.documentElement.lang
    listening.onresult = ({ results, resultIndex }) => {
      for (let at = resultIndex; at < results.length; at++) words.value += results[at]?.[0]?.transcript || ''
    }
    listening.onend = () => {
      listening = null
      button.classList.remove('does')
      button.setAttribute('aria-pressed', 'false')
      // A question without a field to read what was heard goes on to the one that has it.
      if (words.type === 'hidden' && words.value) form.submit()
      else words.focus()
    }
    button.classList.add('does')
    button.setAttribute('aria-pressed', 'true')
    listening.start()
  }
}

/* Reading the page aloud, for who cannot read it. */
for (const button of 'speechSynthesis' in window ? all<HTMLButtonElement>('[data-does=read-aloud]') : []) {
  button.hidden = false
  button.onclick = () => {
    if (speechSynthesis.speaking) return speechSynthesis.cancel()
    // biome-ignore lint/performance/useDomNodeTextContent: what is hidden must not be read aloud
    const said = new SpeechSynthesisUtterance(page.querySelector('main')?.innerText || '')
    said.lang = page.documentElement.lang
    said.rate = 0.9
    speechSynthesis.speak(said)
  }
}
