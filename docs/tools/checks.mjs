// Checks of the built site: links, anchors, hosts, and that every code block is run or says why not.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

import { ELEMENT_NODE, parse, walkSync } from 'ultrahtml'

import { attributes } from './markdown.mjs'
import { languages, suiteOf } from './snippets.mjs'

const files = (folder, extension) =>
  readdirSync(folder, { recursive: true }).filter((file) => file.endsWith(extension)).map((file) => join(folder, file)).sort()

/** An Astro integration that fails the build on a broken link, an external resource or an unmarked code block. */
export function checks() {
  return {
    name: 'checks',
    hooks: {
      'astro:build:done': ({ dir }) => {
        const folder = fileURLToPath(dir)
        const { pages, links, problems } = checkPages(folder)
        const blocks = checkCode('src/content/docs')
        problems.push(...blocks.problems)
        console.log(`\npages: ${pages}`)
        console.log(`internal links: ${links} checked, ${problems.filter((it) => it.startsWith('link')).length} broken`)
        console.log(`code blocks: ${blocks.run} run (${counts(blocks.suites)}), ${blocks.notRun} not run`)
        for (const [reason, number] of blocks.reasons) console.log(`  not run: ${number} × ${reason}`)
        if (problems.length > 0) throw new Error(`the site has problems:\n${problems.join('\n')}`)
      },
    },
  }
}

const counts = (map) => [...map].map(([name, number]) => `${name} ${number}`).join(', ')

/** The links and resources of all pages. */
function checkPages(folder) {
  const problems = []
  const pages = new Map(files(folder, '.html').map((file) => [address(folder, file), contents(file)]))
  let links = 0
  for (const [page, { links: hrefs, resources }] of pages) {
    for (const href of hrefs.filter((href) => !/^(https?:|mailto:)/.test(href))) {
      links += 1
      const problem = broken(folder, pages, new URL(href, `http://site${page}`))
      if (problem) problems.push(`link: ${page} → ${href}: ${problem}`)
    }
    for (const resource of resources.filter((resource) => /^(https?:)?\/\//.test(resource))) {
      problems.push(`${page} loads from another host: ${resource}`)
    }
  }
  for (const file of files(folder, '.css')) {
    const found = readFileSync(file, 'utf8').match(/(@import[^;]*|url\(["']?)(https?:)?\/\/[^)"';]*/)
    if (found) problems.push(`${relative(folder, file)} loads from another host: ${found[0]}`)
  }
  return { pages: pages.size, links, problems }
}

const address = (folder, file) => `/${relative(folder, file)}`.replace(/index\.html$/, '')

/** Why a link is broken, if it is. */
function broken(folder, pages, target) {
  const path = decodeURIComponent(target.pathname)
  const page = pages.get(path)
  if (!page) return path.endsWith('/') || !existsSync(join(folder, path)) ? 'no such page' : undefined
  const anchor = decodeURIComponent(target.hash.slice(1))
  return anchor === '' || page.anchors.has(anchor) ? undefined : 'no such anchor'
}

/** The anchors, links and resources of a page. */
function contents(file) {
  const page = { anchors: new Set(), links: [], resources: [] }
  walkSync(parse(readFileSync(file, 'utf8')), ({ type, name, attributes }) => {
    if (type !== ELEMENT_NODE) return
    const { id, href, src, rel } = attributes
    if (id !== undefined) page.anchors.add(id)
    if (name === 'a' && href !== undefined) page.links.push(href)
    if (name === 'link' && href !== undefined && rel !== 'canonical') page.resources.push(href)
    if (src !== undefined) page.resources.push(src)
  })
  return page
}

/** The code blocks of the pages' sources. */
function checkCode(folder) {
  const [suites, reasons, problems] = [new Map(), new Map(), []]
  const add = (map, key, number = 1) => map.set(key, (map.get(key) ?? 0) + number)
  for (const file of [...files(folder, '.mdx'), ...files(folder, '.md')]) {
    const text = readFileSync(file, 'utf8')
    for (const [, meta] of text.matchAll(/^[ \t]*```(.*)\n[\s\S]*?^[ \t]*```$/gm)) {
      const { run, norun } = attributes(meta)
      if (meta === 'text') continue // a diagram
      if (run) add(suites, 'docs')
      else if (norun) add(reasons, norun)
      else problems.push(`${file}: a code block has neither \`run\` nor \`norun\`: ${meta}`)
    }
    for (const [, name, rest] of text.matchAll(/<(Examples|Snippet) ([^>]*)\/>/g)) {
      const { file: source, norun } = attributes(rest)
      for (const code of name === 'Examples' ? languages.map((language) => language.file) : [source]) {
        if (norun) add(reasons, norun)
        else if (suiteOf(code)) add(suites, suiteOf(code))
        else problems.push(`${file}: no suite runs ${code}`)
      }
    }
  }
  const sum = (map) => [...map.values()].reduce((one, other) => one + other, 0)
  return { suites, reasons, problems, run: sum(suites), notRun: sum(reasons) }
}
