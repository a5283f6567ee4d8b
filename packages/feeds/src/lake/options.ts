import { DATASETS, type Dataset } from '@assay/schemas';
import {
  badOption,
  checkSettings,
  settingOf,
  type FeedSettings,
  type FormatSetting,
} from '../settings.js';

/** Name of the format in reports and in the format table. */
export const LAKE_FORMAT = 'lake';

/** How to read a file of a lake. What its folders and columns say needs no option. */
export interface LakeOptions {
  /** The dataset of the rows, where the file does not lie in a dataset's folder. */
  readonly dataset?: Dataset;
  /** The venue feed (`GLBX.MDP3`, `SIP`) in place of what the rows say. */
  readonly source?: string;
  /** The symbol (of options: underlying) of rows that name none, in place of what the folder says. */
  readonly partition?: string;
}

export const LAKE_SETTINGS: readonly FormatSetting[] = [
  {
    name: 'dataset',
    value: 'ID',
    repeatable: false,
    describe: 'the dataset of a file outside the folders of a lake, e.g. futures.trades',
  },
  {
    name: 'source',
    value: 'NAME',
    repeatable: false,
    describe: 'the venue feed the rows came from (GLBX.MDP3), in place of the name of a transport',
  },
  {
    name: 'partition',
    value: 'VALUE',
    repeatable: false,
    describe: 'the symbol (of options: underlying) of rows without such a column',
  },
];

/** Datasets that a lake's files can hold: those that a log carries to Bronze. */
export const LAKE_DATASETS: readonly Dataset[] = DATASETS.filter(
  ({ tier, subject }) => tier === 'bronze' && subject !== undefined,
);

/** Reads the options of a command line. Throws `BAD_OPTION`. */
export function lakeOptions(settings: FeedSettings): LakeOptions {
  checkSettings(settings, LAKE_SETTINGS);
  const name = settingOf(settings, 'dataset');
  const source = settingOf(settings, 'source');
  const partition = settingOf(settings, 'partition');
  if (source === '' || partition === '') {
    const [option, example] = source === '' ? ['source', 'GLBX.MDP3'] : ['partition', 'ES'];
    throw badOption(option, `expected a name such as ${example}, was empty`);
  }
  const dataset = LAKE_DATASETS.find((each) => each.id === name || each.name === name);
  if (name !== undefined && dataset === undefined) {
    const names = LAKE_DATASETS.map((each) => each.name).join(', ');
    throw badOption('dataset', `expected one of ${names}, was ${name}`);
  }
  return { dataset, source, partition };
}
