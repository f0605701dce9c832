// The relying party of the stand-in: who it is, what is accepted there, what it pays back.
import { createHash } from 'node:crypto';

export const PARTY = { name: 'Utopia Exchange', logo: null, accent: '#1f5fbf', on_accent: '#ffffff', support: { email: 'help@utopia.example', phone: null, url: null } };

const TEXTS = {
  terms: {
    en: ['Terms of the Utopia Exchange', 'These terms are for a demonstration. Utopia does not exist, and nothing can be bought or sold there.\n\n# What the account is\n\nAn account belongs to one person. It is opened with an e-mail address or a phone number, and kept with a password or a passkey.\n\n# What the exchange may do\n\nIt may ask you to verify your identity before you trade. It tells you what it saw, what is needed and what to do.\n\n# How it ends\n\nYou can close the account at any time. Amounts that are still to be paid are named first.'],
    'zh-CN': ['乌托邦交易所使用条款', '本条款仅用于演示。乌托邦并不存在，在那里不能买卖任何东西。\n\n# 账户是什么\n\n一个账户属于一个人，用电子邮箱或手机号开立，用密码或通行密钥登录。\n\n# 交易所可以做什么\n\n交易之前，交易所可能要求您验证身份，并会说明看到了什么、需要什么、怎么做。\n\n# 如何结束\n\n您可以随时注销账户。尚未支付的款项会先列出。'],
  },
  risk: {
    en: ['What you risk', 'Prices move. You can lose all that you put in.\n\nPast results say nothing about future ones. Please put in only what you can do without.'],
    'zh-CN': ['您承担的风险', '价格会波动，您可能损失投入的全部资金。\n\n过去的结果不代表未来。请只投入您承受得起的资金。'],
  },
  privacy: { en: ['What is kept', 'What is kept, and for how long.'], 'zh-CN': ['保存什么', '保存的内容和期限。'] },
};
export const DOCUMENTS = Object.entries(TEXTS).flatMap(([kind, languages]) =>
  Object.entries(languages).map(([language, [title, text]]) => ({ kind, version: '2026-10', language, title, text, sha256: createHash('sha256').update(text).digest('hex') })),
);

export const TERMS = {
  title: { en: 'Spring invitation', 'zh-CN': '春季邀请' },
  text: { en: 'Invite people you know. Both of you get a part of the trading fee back.', 'zh-CN': '邀请您认识的人，双方都会得到一部分交易手续费返还。' },
  payer: 'Utopia Exchange', rates: [{ product_line: 'spot', owner: '0.20', invited: '0.10' }, { product_line: 'futures', owner: '0.125', invited: '0.05' }],
  currencies: [{ currency: 'USDT', decimals: 6 }], cap: [{ currency: 'USDT', amount: '1000' }], bind_until: '2027-03-31T23:59:59Z', earns_days: 365, zone: 'UTC', rounding: 'half_even',
  terms_sha256: 'a'.repeat(64),
};

const written = (micro) => `${micro < 0 ? '-' : ''}${Math.floor(Math.abs(micro) / 1e6)}.${String(Math.abs(micro) % 1e6).padStart(6, '0')}`;

/** A month of a code, or of the own share: a made-up amount for each day that is over, the sum of them, and the same as CSV. */
export function statement({ code, month, few = false, csv = false }) {
  const [year, number] = month.split('-').map(Number);
  const now = new Date().toISOString().slice(0, 10);
  const length = new Date(Date.UTC(year, number, 0)).getUTCDate();
  const amounts = Array.from({ length }, (_, at) => ({ day: `${month}-${String(at + 1).padStart(2, '0')}`, micro: at === 11 ? -412_500 : ((at * 7919) % 13) * 118_250 }))
    .filter(({ day }, at) => day <= now && at % 5 !== 3);
  const total = amounts.reduce((sum, { micro }) => sum + micro, 0);
  const days = amounts.map(({ day, micro }) => ({ day, currency: 'USDT', earned: written(micro) }));
  if (csv) return `day,currency,earned\r\n${days.map((one) => Object.values(one).join(',')).join('\r\n')}\r\n`;
  const fees = code && !few ? { fees: written((total + 412_500) * 5) } : {};
  return {
    code, month, zone: 'UTC', closed: month < now.slice(0, 7), ...(code ? { invited: few ? 3 : 12, verified: few ? 2 : 9 } : {}),
    lines: [{ product_line: 'spot', currency: 'USDT', trades: 143, reversals: 1, ...fees, earned: written(total), reversed: '0.412500' }],
    balances: [{ currency: 'USDT', pending: '3.100000', payable: '18.402500', paid: '96.000000' }], days, rounding: 'half_even', entries_sha256: 'b'.repeat(64),
  };
}
