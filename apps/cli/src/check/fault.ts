/** Why a document cannot be read, for people. */
export type ReadFault =
  | 'missing' | 'tooLarge' | 'unknownKind' | 'notText' | 'pdf' | 'oldWord' | 'damagedZip' | 'encrypted' | 'strangeNames' | 'tooManyEntries' | 'inflates' | 'noDocument' | 'damagedXml';

export const READ_FAULTS: Readonly<Record<ReadFault, { readonly zh: string; readonly en: string }>> = {
  missing: { zh: '文件不存在或者没有读取权限', en: 'the file is not there or may not be read' },
  tooLarge: { zh: '文件超过 50 MB', en: 'the file is larger than 50 MB' },
  unknownKind: { zh: '只能读取 .txt、.md、.docx 和 .html 文件', en: 'only .txt, .md, .docx and .html files can be read' },
  notText: { zh: '文件不是 UTF-8、UTF-16 或者 GB 18030 文本', en: 'the file is no text in UTF-8, UTF-16 or GB 18030' },
  pdf: { zh: '不能读取 PDF，请另存为 .docx 或者 .txt', en: 'PDF cannot be read: save it as .docx or .txt' },
  oldWord: { zh: '不能读取旧版 Word（.doc），请另存为 .docx', en: 'old Word files (.doc) cannot be read: save it as .docx' },
  damagedZip: { zh: '文件已损坏，不是完整的 .docx', en: 'the file is damaged: not a whole .docx' },
  encrypted: { zh: '文件已加密，请先取消密码', en: 'the file is encrypted: remove the password first' },
  strangeNames: { zh: '压缩包内有越出目录的文件名，拒绝读取', en: 'the archive names files outside itself; it is not read' },
  tooManyEntries: { zh: '压缩包内文件过多，拒绝读取', en: 'the archive holds too many files; it is not read' },
  inflates: { zh: '文件解压后超过 64 MB，拒绝读取', en: 'the file unpacks to more than 64 MB; it is not read' },
  noDocument: { zh: '压缩包内没有 Word 正文', en: 'the archive holds no Word document' },
  damagedXml: { zh: 'Word 正文已损坏或者含有不允许的声明', en: 'the Word document is damaged or holds a declaration that is not allowed' },
};
