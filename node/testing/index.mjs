// The emulator for `import`.

import testing from './index.js'

export const { Emulator, useEmulator } = testing
