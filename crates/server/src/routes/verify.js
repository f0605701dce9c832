'use strict';
// Shows where the session of the token in the fragment stands, and leads back in without one. The token is sent in a header alone.
const words = {
  en: {
    created: ['Your verification is ready', 'The site that sent you here goes on with it.'],
    collecting: ['Your verification has begun', 'What you entered and the photos you took are kept until you submit them.'],
    submitted: ['We have everything', 'It is being checked. This takes a few seconds.'],
    checking: ['We have everything', 'It is being checked. This takes a few seconds.'],
    technical_hold: ['Something failed on our side', 'It is tried again by itself, and costs you no attempt.'],
    approved: ['You are verified', 'There is nothing more to do.'],
    needs_resubmission: ['Something can be mended', 'Every cause is listed here. You can mend it and submit again.'],
    in_review: ['A person looks at it', 'You need not do anything until then.'],
    declined: ['Your verification was declined', 'You can ask for a person to look at it again.'],
    expired: ['This verification has expired', 'Ask the site that sent you here for a new one.'],
    cancelled: ['This verification was called off', 'Ask the site that sent you here what comes next.'],
    abandoned: ['You ended this verification', 'Ask the site that sent you here when you want to begin again.'],
    consent_declined: ['You did not agree', 'Nothing is checked. Ask the site that sent you here for another way.'],
    reverify_due: ['Your verification is to be done again', 'Ask the site that sent you here for a new link.'],
    revoked: ['Your verification is no longer valid', 'Ask the site that sent you here what comes next.'],
    refused: ['This link is no longer valid', 'Ask the site that sent you here for a new one.'],
    attempts: (used, most) => `Attempt ${used} of ${most}.`,
    back: ['Go on with your verification', 'Enter the e-mail address that you registered with. A code comes to it.'],
    typed: ['Enter the code', 'If the address is registered, a letter with a code of six digits is on its way. It is valid for ten minutes.'],
    email: 'E-mail address',
    code: 'Code',
    ask: 'Send me a code',
    bring: 'Go on',
    again: 'Another address, or a new code',
    wrong: 'The code is wrong, was used, or is no longer valid. Look at the newest letter, or ask for a new code.',
    many: 'Too many codes were asked for. Please try again in an hour.',
    unusable: 'This does not look like an e-mail address. Please compare it letter by letter.',
    silent: 'The server did not answer. Please try again in a moment.',
  },
  'zh-CN': {
    created: ['验证已准备好', '请在让您来此的网站继续。'],
    collecting: ['验证已开始', '您填写的内容和照片会保留到您提交为止。'],
    submitted: ['资料已收齐', '正在检查，需要几秒钟。'],
    checking: ['资料已收齐', '正在检查，需要几秒钟。'],
    technical_hold: ['我们这边出了问题', '系统会自动重试，不占用您的次数。'],
    approved: ['您已通过验证', '无需再做任何事。'],
    needs_resubmission: ['有些地方可以改正', '所有原因都列在下面，改正后可再次提交。'],
    in_review: ['正由人工审核', '在此之前您无需做任何事。'],
    declined: ['验证未通过', '您可以请求人工重新审核。'],
    expired: ['此验证已过期', '请向让您来此的网站索取新的链接。'],
    cancelled: ['此验证已取消', '请向让您来此的网站了解下一步。'],
    abandoned: ['您已结束此验证', '如需重新开始，请联系让您来此的网站。'],
    consent_declined: ['您没有同意', '不会进行任何检查。请向让您来此的网站了解其他方式。'],
    reverify_due: ['需要重新验证', '请向让您来此的网站索取新的链接。'],
    revoked: ['您的验证已不再有效', '请向让您来此的网站了解下一步。'],
    refused: ['此链接已失效', '请向让您来此的网站索取新的链接。'],
    attempts: (used, most) => `第 ${used} 次，共 ${most} 次。`,
    back: ['继续您的验证', '请输入您登记的电子邮箱，我们会发送验证码。'],
    typed: ['请输入验证码', '如果该邮箱已登记，一封含六位验证码的邮件正在发送，十分钟内有效。'],
    email: '电子邮箱',
    code: '验证码',
    ask: '发送验证码',
    bring: '继续',
    again: '换一个邮箱，或重新获取验证码',
    wrong: '验证码有误、已使用或已失效。请查看最新的邮件，或重新获取。',
    many: '获取验证码的次数过多，请一小时后再试。',
    unusable: '这不像是电子邮箱地址，请逐个字符核对。',
    silent: '服务器没有回应，请稍后再试。',
  },
};
let language = /^zh/i.test(navigator.language) ? 'zh-CN' : 'en';
const part = (id) => document.getElementById(id);
const show = (state, more) => {
  const [title, what] = words[language][state] || [state, ''];
  document.documentElement.lang = language;
  document.title = title;
  part('state').textContent = title;
  part('what').textContent = [what, more].filter(Boolean).join(' ');
};
const look = async () => {
  const answer = await fetch('/v1/applicant/session', { headers: { authorization: `Bearer ${location.hash.slice(1)}` } });
  if (answer.status === 401 || answer.status === 403) return lead(location.hash.length > 1 ? words[language].refused[0] : '');
  if (!answer.ok) throw new Error(answer.status);
  part('way-back').hidden = true;
  const session = await answer.json();
  if (words[session.locale]) language = session.locale;
  const { submitted, most } = session.attempts;
  show(session.state, submitted ? words[language].attempts(submitted, most) : '');
  const causes = part('causes');
  causes.replaceChildren();
  const findings = session.state === 'needs_resubmission' && session.decision ? session.decision.findings : [];
  for (const finding of findings) {
    const told = finding.told || {};
    const item = document.createElement('li');
    const title = document.createElement('strong');
    title.textContent = told.title || finding.code;
    item.append(title);
    for (const text of [told.saw, told.need, told.do]) {
      if (!text) continue;
      const line = document.createElement('p');
      line.textContent = text;
      item.append(line);
    }
    causes.append(item);
  }
  if (['submitted', 'checking', 'technical_hold', 'in_review'].includes(session.state)) setTimeout(begin, 1500);
};

// The way back in: an address, then the code that came to it. No answer tells whether the address is registered.
let asked = '';
const lead = (said) => {
  const text = words[language];
  show(asked ? 'typed' : 'back');
  part('way-back').hidden = false;
  part('said').textContent = said;
  part('email').labels[0].textContent = text.email;
  part('code').labels[0].textContent = text.code;
  part('email').parentElement.hidden = Boolean(asked);
  part('code').parentElement.hidden = !asked;
  part('go').textContent = asked ? text.bring : text.ask;
  part('again').textContent = text.again;
  part('again').hidden = !asked;
  part(asked ? 'code' : 'email').focus();
};
const send = async (place, body) => {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(place, { method: 'POST', headers, body: JSON.stringify(body) });
  return [answer.status, answer.ok ? await answer.json() : {}];
};
const go = async () => {
  const text = words[language];
  const body = asked ? { code: part('code').value.replace(/\D/g, '') } : { email: part('email').value.trim() };
  const [status, given] = await send(asked ? `/v1/ways-back/${asked}` : '/v1/ways-back', body);
  if (status === 429) return lead(text.many);
  if (status === 403) return lead(text.wrong);
  if (status >= 500) return lead(text.silent);
  if (!given.id && !given.client_token) return lead(asked ? text.wrong : text.unusable);
  if (given.client_token) {
    history.replaceState(null, '', `#${given.client_token}`);
    part('way-back').hidden = true;
    return begin();
  }
  asked = given.id;
  part('code').value = '';
  lead('');
};
part('way-back').addEventListener('submit', (event) => {
  event.preventDefault();
  part('go').disabled = true;
  go().catch(() => lead(words[language].silent)).finally(() => { part('go').disabled = false; });
});
part('again').addEventListener('click', () => { asked = ''; lead(''); });
const begin = () => (location.hash.length > 1 ? look().catch(() => setTimeout(begin, 3000)) : lead(''));
window.addEventListener('hashchange', begin);
begin();
