// pglite.mjs MODULES FOLDER PORT: PGlite with Apache AGE on a folder, for clients of PostgreSQL on the loopback.
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const [modules, folder, port] = process.argv.slice(2)
const find = createRequire(`${modules}/`)
const load = (name) => import(pathToFileURL(find.resolve(name)).href)
const { PGlite } = await load('@electric-sql/pglite')
const { age } = await load('@electric-sql/pglite-age')
const { PGLiteSocketServer } = await load('@electric-sql/pglite-socket')

const db = await PGlite.create({ dataDir: folder, extensions: { age } })
await db.exec('CREATE EXTENSION IF NOT EXISTS age')
const server = new PGLiteSocketServer({ db, port: Number(port), host: '127.0.0.1', maxConnections: 16 })
await server.start()
process.on('SIGTERM', async () => {
  await server.stop()
  await db.close()
  process.exit(0)
})
