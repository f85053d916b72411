// Whole texts, one for each thing that can go wrong.
export const texts = [
  // Prose in many scripts.
  'The quick brown fox jumps over the lazy dog. It wasn\'t amused, and they\'re not sorry; we\'ll see what she\'d say.',
  'Größere Übungsgefäße für Straßenfußball — „Donaudampfschifffahrtsgesellschaft“ heißt’s.',
  'L\'été où l\'œuvre naïve d\'Hélène fut reçue à Noël, ç\'avait coûté 1 234,56 €.',
  '¿Qué pasó, señor Núñez? ¡Mañana será otro día!',
  'Съешь же ещё этих мягких французских булок, да выпей чаю. ЩЁЛК! Київ, їжак, ґанок.',
  'Ξεσκεπάζω την ψυχοφθόρα βδελυγμία. ΑΘΗΝΑ',
  'Příliš žluťoučký kůň úpěl ďábelské ódy. Zażółć gęślą jaźń. Pijamalı hasta yağız şoföre çabucak güvendi, İSTANBUL ılık.',
  '天地玄黄，宇宙洪荒。日月盈昃，辰宿列张。人工智能模型的上下文窗口有多少个词元？',
  'いろはにほへと ちりぬるを わかよたれそ つねならむ。カタカナとｶﾀｶﾅ、漢字も混ぜて「テスト」です。',
  '키스의 고유조건은 입술끼리 만나야 하고 특별한 기술은 필요치 않다.',
  'نص حكيم له سر قاطع وذو شأن عظيم مكتوب على ثوب أخضر ومغلف بجلد أزرق. بِسْمِ ٱللَّهِ ٱلرَّحْمَـٰنِ',
  'עטלף אבק נס דרך מזגן שהתפוצץ כי חם. בְּרֵאשִׁית בָּרָא אֱלֹהִים',
  'ऋषियों को सताने वाले दुष्ट राक्षसों के राजा रावण का सर्वनाश करने वाले विष्णुवतार भगवान श्रीराम। क्षत्रिय ज्ञान',
  'আমি কাঁচ খেতে পারি, তাতে আমার কোনো ক্ষতি হয় না। தமிழ் மொழி, తెలుగు, ಕನ್ನಡ, മലയാളം, ਪੰਜਾਬੀ, ગુજરાતી, සිංහල',
  'เป็นมนุษย์สุดประเสริฐเลิศคุณค่า กว่าบรรดาฝูงสัตว์เดรัจฉาน ພາສາລາວ ភាសាខ្មែរ မြန်မာဘာသာ བོད་ཡིག',
  'ქართული ანბანი, Հայոց լեզու, አማርኛ ቋንቋ, ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ, ᐃᓄᒃᑎᑐᑦ, ⵜⴰⵎⴰⵣⵉⵖⵜ, 𐌲𐌿𐍄𐌹𐍃𐌺, 𓀀𓂀, ꯃꯤꯇꯩꯂꯣꯟ',
  'Tiếng Việt có dấu: Nguyễn Thị Hồng Nhung đã ăn bánh mì ở Huế. Ngũgĩ wa Thiong\'o, Èdè Yorùbá, Hawaiʻi, ŋ, ǅ ǈ ǋ ǲ',
  'ﬁne ﬂuid ﬀ ﬃ ſtraße ℌ 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𝒮𝒸𝓇𝒾𝓅𝓉 𝟘𝟙𝟚 ⅓ Ⅷ ⅷ ① ² ₃ ㊿ ª º ʰ ˀ',
  'é è ñ å Å c̈ x̌ q̣̇ e\u0301\u0301\u0301 \u0301 \u0301\u0301 \u0301A \u0301a !\u0301 !\u0301x 1\u0301 a\u20dd \u0903क \u0301\'s',
  'Zalgo: T̷̡̛̘͖̔͐h̵̢̛̹̗̉ĕ̶̡͇̳̈́ ̸̨̛͎̞̽v̵̧̨̛̩͆o̷̧̘̹̾ȋ̵̧̨̹d̶̡̛͇̔',
  // Emoji and symbols.
  '😀😃😄 👍🏽 👩‍👩‍👧‍👦 🏳️‍🌈 🇩🇪🇯🇵 ❤️ ☺︎ 1️⃣ #️⃣ 🧑🏿‍🚀 🫠 ✅❌⚠️ ➡️',
  '∀x∈ℝ: ∃y≥x² ∧ ∑ᵢ₌₁ⁿ i = n(n+1)/2 ≠ ∞, √2 ≈ 1.41421356, α→β ⇔ ¬β→¬α, 5×10⁻³ µm, 37°C, ½ ± ¼, €£¥₹₿',
  '┌──┬──┐│a │ b│├──┼──┤└──┴──┘ █▓▒░ ━━━━━━━━ ════════ ••••• ★★★☆☆ ……… ———',
  '“Curly” ‘quotes’ «guillemets» „low“ …ellipsis – en — em ‑nb‑hyphen \u00adsoft\u200bzero\u200cwidth\u200djoin\u2060er',
  // Letters and their case.
  'camelCase PascalCase SCREAMING_SNAKE_CASE snake_case kebab-case XMLHttpRequest iPhoneXS eBay McDonald IOError getURLForID3v2',
  'HELLOworld helloWORLD HeLLo hELLO AAAAaaaaAAAA aA Aa AAa aAA ÄÖÜäöü ÀÉÎõü ßẞ ДОМдом ΣΊΣΥΦΟΣ ǅabc ǅABC AǅB',
  'ABC中文DEF 中文ABC中文abc ABC中文 中ABCDEF中 ʰABC ABCʰ ABCʰDEF ABCʰdef aʰB',
  // Contractions.
  'it\'s IT\'S It\'S i\'m I\'M we\'re WE\'RE We\'Re you\'ve YOU\'VE he\'ll HE\'LL she\'d SHE\'D don\'t DON\'T y\'all\'d\'ve o\'clock rock\'n\'roll',
  '\'s \'t \'re \'ve \'m \'ll \'d \'S \'T \'RE \'x \'l \'r \'v \'\'s \'\'\'t\'s\'s\'s \'so \'tis \'twas \'em \'lle \'rex 123\'s 中\'s )\'s _\'s',
  'it’s don’t they’re `it`\'s "it"\'s it\'ſ IT\'ſ',
  // Numbers.
  '1 12 123 1234 12345 123456 1234567 1234567890 3.14159265358979 1e-10 0xDEADBEEF 1,000,000.00 $1.50 50% v1.2.3 2026-11-29T23:59:59.999Z',
  '٠١٢٣٤٥٦٧٨٩ १२३४५६ 一二三 ⅠⅡⅢⅣ ½¼¾⅛ ①②③④⑤ 𝟏𝟐𝟑𝟒 12a34b 1a 12ab 123abc1234 abc123 a1b2c3',
  '+1 (555) 010-9999 192.168.0.1 fe80::1%eth0 4111 1111 1111 1111 550e8400-e29b-41d4-a716-446655440000',
  // White space.
  '', ' ', '  ', '   ', '\n', '\n\n', '\r\n', '\r\n\r\n', '\t', '\t\t', ' \n', '\n ', ' \n ', '  \n  \n  ', '\v\f', '\u00a0', '\u3000\u3000',
  'a b', 'a  b', 'a   b', 'a    b', 'a ', 'a  ', 'a\n', 'a \n', 'a\n b', 'a\n  b', 'a\r\n\r\n  b', 'a\tb', 'a\t\tb', 'a \tb', 'a\t b', ' a', '  a', '\ta', '\n\na',
  'a\u00a0b a\u00a0\u00a0b a\u2003\u2003b a\u2028b a\u2029\u2029b a\u3000b a \u3000b a\u1680b a\u205fb a\u202fb a\u200ab \u200b \u180e',
  '  1', '   1', ' 1', '\n1', '  !', '   !', ' !', '\n!', '  \u0301', ' \u0301', '\t\u0301', '  中', '  😀', ' 😀', '   ',
  'x' + ' '.repeat(100) + 'y', '\n'.repeat(50), ' '.repeat(200), '\t'.repeat(40) + 'end', ' \n'.repeat(30), '\r'.repeat(7) + 'x', '  \n\n   \r\n\t x  \n',
  // Punctuation and what follows it.
  '!!! ??? ... --- === *** ### $$$ ((( ))) [[]] {{}} <<>> //// \\\\\\\\ |||| &&&& ^^^^ ~~~~ ```` """" \'\'\'\'',
  'a/b/c http://example.com/a//b?c=d&e=f#g //\n//\n /* x */\n*/\n\n/ !/\n/\n!\n!\r\n! !\n\n\n)\n\n);\n};\n\n/\n\n//\r\n',
  '-- - -- a-b -a- (a) [b] {c} "d" \'e\' <f> @g #h $i %j ^k &l *m _n_ =o +p ~q `r` \\s |t ,u .v ;w :x ?y !z',
  '\u0000\u0001\u0002\u001b[31mred\u001b[0m\u007f\u0080\u009f\ufffd\ufffe\uffff\u{10ffff}\ue000\u{f0000}',
  // Code.
  'def fib(n: int) -> int:\n    """Return the n-th number."""\n    if n < 2:\n        return n\n    return fib(n - 1) + fib(n - 2)\n\n\nif __name__ == "__main__":\n    print([fib(i) for i in range(10)])\n',
  'public sealed record Point(double X, double Y)\r\n{\r\n\tpublic double Length => Math.Sqrt(X * X + Y * Y);\r\n\t// it\'s fine\r\n}\r\n',
  '#include <stdio.h>\nint main(void) { for (size_t i = 0; i < 10; ++i) printf("%zu\\n", i); return 0; } /* done */\n',
  'const f = async ({ a, b = 2, ...rest }) => { await fetch(`${a}/${b}`); return rest?.x ?? null; }; // TODO\n',
  'SELECT u.id, COUNT(*) AS n FROM users u LEFT JOIN orders o ON o.user_id = u.id WHERE u.name LIKE \'%O\'\'Brien%\' GROUP BY 1 HAVING n > 3;',
  '<!DOCTYPE html>\n<html lang="en">\n  <body class="a b">&nbsp;&lt;p&gt;<br/></body>\n</html>\n',
  '{"name":"get_weather","parameters":{"type":"object","properties":{"city":{"type":"string","description":"City\\nname"}},"required":["city"]}}',
  'services:\n  web:\n    image: "nginx:1.27"\n    ports:\n      - 80:80\n    command: ["sh", "-c", "echo $$HOME"]\n',
  '| a | b |\n|---|:-:|\n| 1 | **2** |\n\n- [x] done\n- [ ] open\n\n> quote\n\n```js\nlet x = 1;\n```\n\n# Title #\n',
  '\\documentclass{article}\\begin{document}$E = mc^2$, \\frac{\\partial u}{\\partial t}\\end{document}',
  'fn main() { let s: &\'static str = r#"raw"#; println!("{s:?}"); }\n#!/usr/bin/env bash\nset -euo pipefail\ncurl -fsSL "$URL" | tar xz -C /opt 2>&1\n',
  'diff --git a/x b/x\n@@ -1,3 +1,3 @@\n-old\n+new\n context\n\\ No newline at end of file\n',
  // Text that reads like a special token.
  '<|endoftext|>', '<|endofprompt|>', 'a<|endoftext|>b <|fim_prefix|><|fim_middle|><|fim_suffix|> <|im_start|>system<|im_end|> <|im_sep|>', '[INST] <<SYS>> </s> <s> [/INST] <bos> <eos> <pad>',
  // Broken surrogates.
  'a\ud800b', '\udc00', '\ud83d', 'x\ud83d\ud83dy', '\udc00\ud800', ' \ud800 \ud800\n\ud800\'s',
  // Long pieces.
  'a'.repeat(100), 'a'.repeat(129), 'a'.repeat(1000), 'A'.repeat(500), 'ab'.repeat(300), '中'.repeat(200), '的'.repeat(300), 'é'.repeat(150), 'ก็'.repeat(80), '😀'.repeat(60), '!'.repeat(300), '=-'.repeat(150), '\u0301'.repeat(100), '1'.repeat(100),
  'Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch',
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'qwrtzpsdfghjklyxcvbnmQWRTZPSDFGHJKLYXCVBNM'.repeat(12), 'nebuchadnezzarxylophonequizzicaljumpingzephyrsvexdaftwaltznymph'.repeat(5), '日本語中文한국어'.repeat(20), 'тестирование'.repeat(30),
];

// Pieces that mixtures are drawn from: what stands at the borders of the split patterns.
export const fragments = [
  ' ', ' ', ' ', '  ', '    ', '\n', '\n\n', '\r\n', '\t', '\u00a0', '\u3000', '\u2028',
  'a', 'b', 'the', 'The', 'THE', 'hello', 'World', 'XML', 'iPhone', 'ing', 'tion', 'straße', 'É', 'é', 'ñ', 'İ', 'ı', 'дом', 'ДОМ', 'λόγος', 'Σ', 'ǅ', 'ʰ', 'ª',
  '中', '文字', 'ひらがな', 'カ', '한국', 'عربي', 'עברית', 'हिन्दी', 'ไทย', 'தமிழ்', 'ა', 'Ა', 'ꯃ', '𐐀', '𐐨', '𝒳',
  '\u0301', '\u0308', '\u093f', '\u20dd', '\ufe0f', '\u200d', '\u200b',
  '0', '1', '12', '123', '1234', '٣', '½', 'Ⅷ', '²', '𝟙',
  '\'s', '\'S', '\'t', '\'re', '\'Ve', '\'ll', '\'LL', '\'d', '\'m', '\'', '\'\'', '’s', '\'x', '\'ſ',
  '.', ',', '!', '?', '-', '--', '_', '/', '//', '\\', '(', ')', '()', '{', '}', '[', ']', '<', '>', '<|', '|>', '=', '==', '=>', '+', '*', '**', '#', '$', '%', '&', '@', '^', '~', '`', '```', '"', ':', ';', ');\n', '};\n\n', '/\n', '…', '—', '“', '”', '。', '，',
  '😀', '👍🏽', '👩‍👧', '🇩🇪', '∑', '→', '€', '│', '█', '\u0000', '\u001b', '\u007f', '\ufffd', '\ue000', '\ud800', '\udfff',
];
