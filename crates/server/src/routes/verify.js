'use strict';
// Shows where the session of the token in the fragment stands. The token is sent in a header alone.
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
    refused: ['This link is no longer valid', 'Ask the site that sent you here for a new one.'],
    attempts: (used, most) => `Attempt ${used} of ${most}.`,
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
    refused: ['此链接已失效', '请向让您来此的网站索取新的链接。'],
    attempts: (used, most) => `第 ${used} 次，共 ${most} 次。`,
  },
};
let language = words[navigator.language] ? navigator.language : 'en';
const show = (state, more) => {
  const [title, what] = words[language][state] || [state, ''];
  document.documentElement.lang = language;
  document.getElementById('state').textContent = title;
  document.getElementById('what').textContent = [what, more].filter(Boolean).join(' ');
};
const look = async () => {
  const answer = await fetch('/v1/applicant/session', { headers: { authorization: `Bearer ${location.hash.slice(1)}` } });
  if (!answer.ok) return show('refused');
  const session = await answer.json();
  if (words[session.locale]) language = session.locale;
  const { submitted, most } = session.attempts;
  show(session.state, submitted ? words[language].attempts(submitted, most) : '');
  const causes = document.getElementById('causes');
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
  if (['submitted', 'checking', 'technical_hold', 'in_review'].includes(session.state)) setTimeout(look, 1500);
};
look().catch(() => setTimeout(look, 3000));
