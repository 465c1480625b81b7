/* What the proof of work is computed in: ALTCHA's own, beside the page, so that the page goes on answering. */
import 'altcha/workers/pbkdf2'
