// A deployment of the files that @vercel/nft traces, as Vercel, Netlify and Nitro make it.

import { cpSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { nodeFileTrace } from '@vercel/nft'

import { check, inFolder, install, project } from './support.mjs'

await inFolder(async (deployed) => {
  await inFolder(async (source) => {
    project(source)
    await install(source)
    const files = ['program.mjs', 'program.cjs'].map((name) => join(source, name))
    const { fileList, warnings } = await nodeFileTrace(files, { base: source })
    const wrong = [...warnings].filter((warning) => !/Failed to resolve dependency "?chat44mp-/.test(warning.message))
    if (wrong.length > 0) throw wrong[0]
    for (const file of fileList) {
      mkdirSync(dirname(join(deployed, file)), { recursive: true })
      cpSync(join(source, file), join(deployed, file))
    }
    console.log(`${fileList.size} files traced`)
  })
  // The project is deleted by now.
  await check(...['program.mjs', 'program.cjs'].map((name) => [process.execPath, [name], deployed]))
})
