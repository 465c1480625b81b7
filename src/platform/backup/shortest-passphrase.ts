/** As long as a password of staff; each guess at one costs a second of scrypt. */
export const shortestPassphrase = 12
