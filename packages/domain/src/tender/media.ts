/** Where a notice of a tender that the law compels must appear (发改委10号令 8); further media may be named as they are called. */
export const DESIGNATED_MEDIA = {
  national: { zh: '中国招标投标公共服务平台', en: 'the national public service platform for tenders' },
  provincial: { zh: '项目所在地省级电子招标投标公共服务平台', en: "the province's electronic public service platform" },
} as const;

/** Whether one of the media is designated, by its key or by its name: what the law has published must stand there too (10号令 8). */
export const namesDesignated = (media: readonly string[]): boolean => media.some((each) => Object.hasOwn(DESIGNATED_MEDIA, each) || Object.values(DESIGNATED_MEDIA).some(({ zh }) => zh === each));
