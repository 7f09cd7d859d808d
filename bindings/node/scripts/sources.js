// Before `npm pack`: usher's own sources come into the package, which has to build without the checkout around it.
'use strict';

const { cpSync, rmSync } = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..', '..', '..');
const packed = path.join(__dirname, '..', 'usher');

rmSync(packed, { recursive: true, force: true });
for (const name of ['CMakeLists.txt', 'LICENSE', 'cmake', 'include', 'src']) {
  cpSync(path.join(root, name), path.join(packed, name), { recursive: true });
}
