// Countries by the codes that documents carry: three letters, as ISO 3166-1 and ICAO 9303 part 3, section 5, have them.
import { language, t } from './texts.svelte';

/** Alpha-3 and alpha-2 of ISO 3166-1, five letters each. Their names come from the browser. */
const ISO =
  'ABWAWAFGAFAGOAOAIAAIALAAXALBALANDADAREAEARGARARMAMASMASATAAQATFTFATGAGAUSAUAUTATAZEAZBDIBIBELBEBENBJBESBQBFABFBGDBDBGRBGBHRBHBHSBS' +
  'BIHBABLMBLBLRBYBLZBZBMUBMBOLBOBRABRBRBBBBRNBNBTNBTBVTBVBWABWCAFCFCANCACCKCCCHECHCHLCLCHNCNCIVCICMRCMCODCDCOGCGCOKCKCOLCOCOMKMCPVCV' +
  'CRICRCUBCUCUWCWCXRCXCYMKYCYPCYCZECZDEUDEDJIDJDMADMDNKDKDOMDODZADZECUECEGYEGERIERESHEHESPESESTEEETHETFINFIFJIFJFLKFKFRAFRFROFOFSMFM' +
  'GABGAGBRGBGEOGEGGYGGGHAGHGIBGIGINGNGLPGPGMBGMGNBGWGNQGQGRCGRGRDGDGRLGLGTMGTGUFGFGUMGUGUYGYHKGHKHMDHMHNDHNHRVHRHTIHTHUNHUIDNIDIMNIM' +
  'INDINIOTIOIRLIEIRNIRIRQIQISLISISRILITAITJAMJMJEYJEJORJOJPNJPKAZKZKENKEKGZKGKHMKHKIRKIKNAKNKORKRKWTKWLAOLALBNLBLBRLRLBYLYLCALCLIELI' +
  'LKALKLSOLSLTULTLUXLULVALVMACMOMAFMFMARMAMCOMCMDAMDMDGMGMDVMVMEXMXMHLMHMKDMKMLIMLMLTMTMMRMMMNEMEMNGMNMNPMPMOZMZMRTMRMSRMSMTQMQMUSMU' +
  'MWIMWMYSMYMYTYTNAMNANCLNCNERNENFKNFNGANGNICNINIUNUNLDNLNORNONPLNPNRUNRNZLNZOMNOMPAKPKPANPAPCNPNPERPEPHLPHPLWPWPNGPGPOLPLPRIPRPRKKP' +
  'PRTPTPRYPYPSEPSPYFPFQATQAREUREROURORUSRURWARWSAUSASDNSDSENSNSGPSGSGSGSSHNSHSJMSJSLBSBSLESLSLVSVSMRSMSOMSOSPMPMSRBRSSSDSSSTPSTSURSR' +
  'SVKSKSVNSISWESESWZSZSXMSXSYCSCSYRSYTCATCTCDTDTGOTGTHATHTJKTJTKLTKTKMTMTLSTLTONTOTTOTTTUNTNTURTRTUVTVTWNTWTZATZUGAUGUKRUAUMIUMURYUY' +
  'USAUSUZBUZVATVAVCTVCVENVEVGBVGVIRVIVNMVNVUTVUWLFWFWSMWSYEMYEZAFZAZMBZMZWEZW';
const TWO = new Map(Array.from({ length: ISO.length / 5 }, (_, at) => [ISO.slice(at * 5, at * 5 + 3), ISO.slice(at * 5 + 3, at * 5 + 5)] as const)).set('RKS', 'XK');
/** What ICAO 9303 has besides; their names are texts, `country-xxa`. */
const OTHERS = ['EUE', 'GBD', 'GBN', 'GBO', 'GBP', 'GBS', 'UNA', 'UNK', 'UNO', 'XBA', 'XCC', 'XCE', 'XCO', 'XDC', 'XEC', 'XES', 'XIM', 'XMP', 'XOM', 'XPO', 'XXA', 'XXB', 'XXC', 'XXX'];
/** The state of specimens. */
const FICTITIOUS = 'UTO';

export interface Country {
  code: string;
  name: string;
  /** What a search looks in: the name here and in English, and the codes. */
  words: string;
}

const plain = (text: string) => text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();

const names = new Map<string, Intl.DisplayNames>();
function displayed(two: string, locale: string): string {
  let speaker = names.get(locale);
  if (!speaker) names.set(locale, (speaker = new Intl.DisplayNames([locale], { type: 'region', fallback: 'code' })));
  return speaker.of(two) ?? two;
}

/** The name of a country in the applicant's language; the code itself where there is none. */
export function countryName(code: string): string {
  const two = TWO.get(code);
  if (two) return displayed(two, language());
  return code === FICTITIOUS || OTHERS.includes(code) ? t(`country-${code.toLowerCase()}`) : code;
}

/** All that can be chosen, by name; the fictitious state is for tests alone and comes first. */
export function countries(test: boolean): Country[] {
  const one = (code: string): Country => {
    const [name, two] = [countryName(code), TWO.get(code)];
    return { code, name, words: plain([name, two ? displayed(two, 'en') : '', code, two ?? ''].join(' ')) };
  };
  const order = new Intl.Collator(language());
  const real = [...TWO.keys(), ...OTHERS].map(one).sort((a, b) => order.compare(a.name, b.name));
  return test ? [one(FICTITIOUS), ...real] : real;
}

/** Those that are meant by what was typed: names that begin with it first. */
export function found(all: readonly Country[], typed: string): Country[] {
  const sought = plain(typed.trim());
  if (!sought) return [...all];
  const begins = (country: Country) => country.words.startsWith(sought) || country.code.toLowerCase() === sought;
  const hits = all.filter(({ words }) => words.includes(sought));
  return [...hits.filter(begins), ...hits.filter((country) => !begins(country))];
}
