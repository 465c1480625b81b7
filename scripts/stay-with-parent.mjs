/**
 * Preloaded into the server by `silin.mjs`: a killed parent (`kill -9`) can no longer forward signals, and a server that
 * nobody can reach would keep the port and the data folder. So it stops itself, in the orderly way.
 */
const parent = process.ppid
const timer = setInterval(() => {
  if (process.ppid === parent) return
  clearInterval(timer)
  process.kill(process.pid, 'SIGTERM')
}, 1_000)
timer.unref()
