'use strict';
(() => {
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const made = (tag, className, ...children) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.append(...children);
    return element;
  };
  const KINDS = ['direct', 'mixed', 'indirect'];
  const front = one('#front'), place = one('#place'), card = one('#card');

  // One quote: its marks light up, and a card says who speaks.

  let shown = null, pinned = false;

  function quoteOf(element) {
    const mark = element instanceof Element && element.closest('[data-q]');
    return mark ? { mark, id: mark.dataset.q.split(' ')[0] } : null;
  }

  function show({ mark, id }) {
    if (shown !== id) {
      all('.on').forEach((element) => element.classList.remove('on'));
      all(`[data-q~="${id}"]`).forEach((element) => element.classList.add('on'));
      shown = id;
    }
    const row = one(`.quotes [data-q="${id}"]`);
    if (!row || mark === row) {
      card.hidden = true;
      return;
    }
    const { who, about, cue, channel, kind, percent } = row.dataset;
    const how = [kind, cue && `“${cue}”`, channel].filter(Boolean).join(' · ');
    const parts = [made('p', '', made('b', '', who || 'No source told'))];
    if (about) parts.push(made('p', 'about', about));
    parts.push(made('p', 'how', how));
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    for (const [name, width] of [['rest', 100], ['bar', percent]]) {
      const bar = document.createElementNS(svg.namespaceURI, 'rect');
      bar.setAttribute('class', name);
      bar.setAttribute('width', `${width}%`);
      bar.setAttribute('height', '100%');
      svg.append(bar);
    }
    parts.push(made('div', 'sure', svg, made('span', '', `${percent} % sure`)));
    card.replaceChildren(...parts);
    card.hidden = false;
    card.style.cssText = '';
    if (getComputedStyle(card).position === 'absolute') {
      const at = mark.getClientRects()[0];
      const left = Math.max(12, Math.min(at.left, document.documentElement.clientWidth - card.offsetWidth - 12));
      const below = at.bottom + 8 + card.offsetHeight < innerHeight;
      const top = below ? at.bottom + 8 : Math.max(8, at.top - card.offsetHeight - 8);
      card.style.left = `${left + scrollX}px`;
      card.style.top = `${top + scrollY}px`;
    }
  }

  function hide() {
    shown = null;
    pinned = false;
    card.hidden = true;
    all('.on').forEach((element) => element.classList.remove('on'));
  }

  document.addEventListener('pointerover', (event) => {
    if (pinned || event.pointerType === 'touch') return;
    const quote = quoteOf(event.target);
    if (quote) show(quote);
    else if (shown && !card.contains(event.target)) hide();
  });
  document.addEventListener('focusin', (event) => {
    const quote = quoteOf(event.target);
    if (quote) show(quote);
    else if (!card.contains(event.target)) hide();
  });

  // One source: only its quotes stay marked.

  function choose(button) {
    const chosen = button.getAttribute('aria-pressed') !== 'true';
    const prose = one('.prose');
    all('.sources button').forEach((other) => other.setAttribute('aria-pressed', 'false'));
    all('.chosen').forEach((element) => element.classList.remove('chosen'));
    button.setAttribute('aria-pressed', String(chosen));
    prose.classList.toggle('only', chosen);
    if (!chosen) return;
    const ids = all('.quotes [data-q]', button.parentElement).map((row) => row.dataset.q);
    for (const id of ids) all(`[data-q~="${id}"]`, prose).forEach((mark) => mark.classList.add('chosen'));
    if (ids.length) document.getElementById(ids[0])?.scrollIntoView({ block: 'center' });
  }

  function goTo(id) {
    const mark = document.getElementById(id);
    if (!mark) return;
    mark.scrollIntoView({ block: 'center' });
    mark.focus({ preventScroll: true });
    // It may have had the focus already.
    show({ mark, id });
    pinned = true;
  }

  document.addEventListener('click', (event) => {
    const button = event.target.closest('.sources button');
    if (button) return choose(button);
    const link = event.target.closest('.quotes a');
    if (link) {
      event.preventDefault();
      return goTo(link.hash.slice(1));
    }
    const quote = quoteOf(event.target);
    if (quote && event.target.closest('.prose')) {
      show(quote);
      pinned = true;
    } else if (!card.contains(event.target)) hide();
  });

  // Many articles: each waits as text, the index lists them.

  const many = front.classList.contains('many');
  const data = all('script.data');
  const parsed = [];
  const article = (number) => (parsed[number - 1] ??= JSON.parse(data[number - 1].textContent));
  let open = 0, back = 0;

  function openArticle(number, quote) {
    hide();
    if (number !== open) {
      if (!open) back = scrollY;
      open = number;
      const { title, id } = article(number);
      place.innerHTML = document.getElementById(`text${number}`).textContent;
      const turn = made('nav', 'turn');
      turn.setAttribute('aria-label', 'Articles');
      const to = (target, text, className) => {
        const link = made('a', className, text);
        link.href = `#${target}`;
        turn.append(link);
      };
      to('', '← All articles', 'grow');
      if (number > 1) to(number - 1, 'Previous');
      if (number < data.length) to(number + 1, 'Next');
      place.prepend(turn);
      document.title = title ?? id;
      front.hidden = true;
      place.hidden = false;
      scrollTo({ top: 0, behavior: 'instant' });
    }
    if (quote) goTo(quote);
  }

  function closeArticle() {
    hide();
    if (!open) return;
    open = 0;
    place.replaceChildren();
    front.hidden = false;
    document.title = one('h1', front).textContent;
    scrollTo({ top: back, behavior: 'instant' });
  }

  function route() {
    const [number, quote] = location.hash.slice(1).split('.');
    if (many && /^[1-9]\d*$/.test(number) && number <= data.length) openArticle(Number(number), quote);
    else if (many) closeArticle();
    else if (number) goTo(number);
  }

  const MOST_ARTICLES = 100, MOST_QUOTES = 3;
  const form = one('#filter');
  let room = MOST_ARTICLES;

  /** What is asked for, and which quotes of an article that leaves; null if it leaves the article out. */
  function filter() {
    const asked = new FormData(form);
    const text = asked.get('text').trim().toLowerCase(), who = asked.get('who').trim().toLowerCase();
    const named = asked.get('named'), kinds = asked.getAll('type').map(Number);
    const any = !text && !who && !named && kinds.length === KINDS.length;
    const matches = (entry) => {
      if (any) return [];
      entry.lower ??= entry.quotes.map((quote) => quote[2].toLowerCase());
      const inTitle = text && (entry.title ?? entry.id).toLowerCase().includes(text);
      const found = entry.quotes.filter(([kind, source, ], index) => {
        const [name, hasName] = entry.sources[source] ?? [];
        const status = name === undefined ? 'nobody' : hasName ? 'named' : 'unnamed';
        return kinds.includes(kind) && (!named || named === status) && (!who || name?.toLowerCase().includes(who))
          && (!text || inTitle || entry.lower[index].includes(text));
      });
      return found.length || (inTitle && !who && !named && kinds.length === KINDS.length) ? found : null;
    };
    return { any, text, matches };
  }

  function highlighted(words, text) {
    const at = text ? words.toLowerCase().indexOf(text) : -1;
    // Lower case may be longer than upper; then nothing is highlighted rather than the wrong words.
    if (at < 0 || words.toLowerCase().length !== words.length) return [words];
    return [words.slice(0, at), made('mark', '', words.slice(at, at + text.length)), words.slice(at + text.length)];
  }

  function row(number, entry, quotes, text) {
    const link = made('a', '', ...highlighted(entry.title ?? entry.id, text));
    link.href = `#${number}`;
    const item = made('li', '', made('h3', '', link));
    const count = entry.quotes.length, sources = entry.sources.length;
    const facts = [entry.path ?? entry.id, `${entry.words} words`, `${count} ${count === 1 ? 'quote' : 'quotes'}`,
      `${sources} ${sources === 1 ? 'source' : 'sources'}`];
    item.append(made('p', 'meta', facts.join(' · ')));
    if (quotes.length) {
      const list = made('ul', '');
      for (const quote of quotes.slice(0, MOST_QUOTES)) {
        const [name] = entry.sources[quote[1]] ?? [];
        const to = made('a', '', name ? made('b', '', `${name}: `) : '', ...highlighted(quote[2], text));
        to.href = `#${number}.q${entry.quotes.indexOf(quote) + 1}`;
        list.append(made('li', '', to));
      }
      item.append(list);
      if (quotes.length > MOST_QUOTES) item.append(made('p', 'meta', `and ${quotes.length - MOST_QUOTES} more`));
    }
    return item;
  }

  function list() {
    const { any, text, matches } = filter();
    const rows = [];
    let articles = 0, quotes = 0;
    for (let number = 1; number <= data.length; number++) {
      const entry = any && rows.length >= room ? null : article(number);
      const found = entry ? matches(entry) : [];
      if (!found) continue;
      articles++;
      quotes += found.length;
      if (rows.length < room) rows.push(row(number, entry, found, text));
    }
    one('#articles').replaceChildren(...rows);
    one('#found').textContent = any
      ? `${articles} ${articles === 1 ? 'article' : 'articles'}`
      : `${quotes} ${quotes === 1 ? 'quote' : 'quotes'} in ${articles} ${articles === 1 ? 'article' : 'articles'}`;
    one('#more').hidden = articles <= rows.length;
  }

  /** The names to choose from, those with most quotes first; made when somebody is about to choose. */
  function suggest() {
    const counts = new Map();
    for (let number = 1; number <= data.length; number++) {
      const { quotes, sources } = article(number);
      for (const [, source] of quotes) {
        if (source !== null) counts.set(sources[source][0], (counts.get(sources[source][0]) ?? 0) + 1);
      }
    }
    const names = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 300);
    one('#speakers').replaceChildren(...names.map(([name]) => Object.assign(made('option', ''), { value: name })));
  }

  if (many) {
    const again = () => {
      room = MOST_ARTICLES;
      list();
    };
    let waiting = 0;
    form.addEventListener('input', () => {
      clearTimeout(waiting);
      waiting = setTimeout(again, 80);
    });
    form.addEventListener('reset', () => setTimeout(again));
    form.addEventListener('submit', (event) => event.preventDefault());
    form.elements.who.addEventListener('focus', suggest, { once: true });
    one('#more').addEventListener('click', () => {
      room += 5 * MOST_ARTICLES;
      list();
    });
    for (const button of all('.voice button')) {
      button.addEventListener('click', () => {
        form.elements.who.value = button.dataset.who;
        again();
        form.scrollIntoView({ block: 'start' });
      });
    }
    document.title = one('h1', front).textContent;
    list();
    place.hidden = true;
  }
  addEventListener('hashchange', route);
  route();

  // The keyboard.

  function step(by) {
    const marks = all('.prose [id]');
    if (!marks.length) return;
    const now = marks.findIndex((mark) => mark.id === shown);
    const next = now < 0 ? (by > 0 ? 0 : marks.length - 1) : now + by;
    if (marks[next]) goTo(marks[next].id);
  }

  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.closest('input, select, textarea');
    if (event.key === 'Escape') {
      if (shown) hide();
      else if (one('.prose.only')) choose(one('.sources button[aria-pressed="true"]'));
      else if (typing) typing.blur();
      else if (open) location.hash = '';
      return;
    }
    if (typing) return;
    const key = {
      n: () => step(1),
      j: () => step(1),
      p: () => step(-1),
      k: () => step(-1),
      s: () => one('.sources button')?.focus(),
      '/': () => many && !open && form.elements.text.focus(),
      ArrowRight: () => open && open < data.length && (location.hash = open + 1),
      ArrowLeft: () => open > 1 && (location.hash = open - 1),
    }[event.key];
    if (key) {
      event.preventDefault();
      key();
    } else if (event.key === 'Enter' && event.target.matches('.prose [data-q]')) {
      one(`.quotes [data-q="${shown}"] a`)?.focus();
    }
  });
})();
