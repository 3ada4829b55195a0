import { CelError, compile } from '../../../../src/simulator/resources/custom/cel';

/* Most cases are those of the upstream tests of each library, or of the documentation of CEL in Kubernetes. */

test.each<[string, unknown]>([
  // Bytes.
  ["b'abc' == bytes('abc') && b'abc' < b'abd' && b'a' + b'bc' == b'abc' && type(b'') == bytes", true],
  ["size(b'ÿ') == 2 && size(b'\\xff') == 1 && b'\\303\\277' == bytes('ÿ') && size(rb'\\xff') == 4", true],
  ["string(b'ÿ')", 'ÿ'],
  // Lists, sets and texts.
  ['[1, 2, 2, 3].isSorted() && [1, 3].sum() == 4 && [3, 1, 2].min() == 1 && [3, 1, 2].max() == 3', true],
  ["['a', 'b', 'b', 'c'].indexOf('b') == 1 && ['a', 'b', 'b', 'c'].lastIndexOf('b') == 2", true],
  ['sets.contains([1, 2, 3], [2]) && sets.intersects([1], [1, 2]) && sets.equivalent([1, 1], [1])', true],
  ["'hello hello'.replace('he', 'we', 1)", 'wello hello'],
  ["'hello hello hello'.split(' ', 2)", ['hello', 'hello hello']],
  ["'tacocat'.indexOf('a', 3) == 5 && 'gums'.reverse() == 'smug'", true],
  ["'TacoCat'.upperAscii() + '  x '.trim() + strings.quote('a\"b')", 'TACOCATx"a\\"b"'],
  ["'abc 123'.find('[0-9]+') + '123 abc 456'.findAll('[0-9]+', 1)[0]", '123123'],
  ["'Ab-c'.matches('(?i)^ab\\\\-[[:alpha:]]\\\\z')", true],
  ["'%s is %d, %.2f, %x, %%'.format(['a', 3, 1.5, 255])", 'a is 3, 1.50, ff, %'],
  ["'%s'.format([['a', 1, {'b': duration('90s')}]])", '["a", 1, {"b": 90s}]'],
  // Macros.
  ['[1, 2].all(i, v, i + 1 == v) && {"a": 1}.exists(k, v, k == "a" && v == 1)', true],
  ['{"a": 1, "b": 2}.transformMap(k, v, v > 1, v * 10)', { b: 20 }],
  ['[3, 4].transformList(i, v, i * v)', [0, 4]],
  ['cel.bind(x, 2 + 3, x * x)', 25],
  ['[1, 0].exists(x, 1 / x == 1) && ![0, 1].all(x, 1 / x > 1)', true],
  // Optionals.
  ['optional.of(1).optMap(x, x + 1).value() == 2 && !optional.none().hasValue()', true],
  ['optional.none().or(optional.of(2)).orValue(3)', 2],
  ["optional.ofNonZeroValue('').orValue('none') + {'a': {'b': 'c'}}.?a.?b.orValue('none')", 'nonec'],
  // Times.
  ["timestamp('2000-01-02T03:04:05Z') + duration('1h30m') == timestamp('2000-01-02T04:34:05.000Z')", true],
  ["timestamp('2000-01-02T00:00:00+01:00') < timestamp('2000-01-02T00:00:00Z')", true],
  ["string(timestamp('2000-01-02T00:00:00Z') - timestamp('2000-01-01T23:59:58.5Z'))", '1.5s'],
  [
    "timestamp('2001-02-03T04:05:06Z').getMonth() == 1 && timestamp('2001-02-03T04:05:06Z').getHours('+02:00') == 6",
    true,
  ],
  ["duration('90s').getMinutes() == 1 && duration('1m') == duration('60s') && duration('-1s') < duration('0')", true],
  ["type(duration('1s')) == type(duration('2s')) && int(timestamp('1970-01-01T00:00:05Z')) == 5", true],
  // Quantities.
  ["quantity('200M').isGreaterThan(quantity('0.1G')) && quantity('50k').compareTo(quantity('50000')) == 0", true],
  ["quantity('1.5').isInteger() == false && quantity('2Gi').asInteger() == 2147483648", true],
  ["quantity('50k').add(20).sub(quantity('5')).asInteger() == 50015 && quantity('-1').sign() == -1", true],
  ["isQuantity('1Gi') && !isQuantity('200K') && quantity('500m').asApproximateFloat() == 0.5", true],
  // Addresses.
  ["isIP('::1') && !isIP('192.168.0.1.0') && ip('10.0.0.1').family() == 4", true],
  [
    "ip.isCanonical('2001:db8::abcd') && !ip.isCanonical('2001:DB8::ABCD') && string(ip('1:0:0:2:0:0:0:3')) == '1:0:0:2::3'",
    true,
  ],
  ["ip('127.0.0.1').isLoopback() && ip('fe80::1').isLinkLocalUnicast() && !ip('10.0.0.1').isLoopback()", true],
  ["ip('192.168.0.1').isGlobalUnicast() && !ip('255.255.255.255').isGlobalUnicast() && ip('::').isUnspecified()", true],
  ["cidr('192.168.0.0/24').containsIP('192.168.0.1') && !cidr('192.168.0.0/24').containsIP(ip('192.168.1.1'))", true],
  [
    "cidr('192.168.0.0/16').containsCIDR('192.168.10.0/24') && !cidr('192.168.0.0/24').containsCIDR('192.168.0.0/23')",
    true,
  ],
  ["string(cidr('192.168.0.5/24').masked()) == '192.168.0.0/24' && cidr('::1/128').prefixLength() == 128", true],
  ["isCIDR('10.0.0.0/8') && !isCIDR('10.0.0.0') && string(cidr('10.0.0.1/8').ip()) == '10.0.0.1'", true],
  // URLs.
  [
    "isURL('https://user:pass@example.com:80/path?query=val') && isURL('/absolute-path') && !isURL('relative-path')",
    true,
  ],
  ["url('https://example.com:80/a b').getHost()", new CelError('x')],
  ["url('https://example.com:80/path').getHost() + url('https://[::1]:80/').getHostname()", 'example.com:80::1'],
  ["url('https://example.com/path?k1=a&k2=b&k1=c').getQuery()", { k1: ['a', 'c'], k2: ['b'] }],
  [
    "url('https://example.com/with%20space').getEscapedPath() + url('/p').getScheme() + url('http://h:8').getPort()",
    '/with%20space8',
  ],
  // Formats.
  ["!format.dns1123Label().validate('my-label-name').hasValue()", true],
  ["format.named('dns1123Label').value().validate('-x').value().size() > 0 && !format.named('other').hasValue()", true],
  ["!format.date().validate('2000-01-31').hasValue() && format.datetime().validate('2000-01-31').hasValue()", true],
  [
    "format.qualifiedName().validate('a/b/c').hasValue() && !format.dns1035LabelPrefix().validate('a-').hasValue()",
    true,
  ],
  // Versions.
  ["isSemver('1.0.0') && !isSemver('v1.0') && isSemver('v1.0', true) && semver('1.2.3').minor() == 2", true],
  [
    "semver('1.0.0-beta.2').isLessThan(semver('1.0.0-beta.11')) && semver('1.0.0').isGreaterThan(semver('1.0.0-rc.1'))",
    true,
  ],
])('%s', (source, value) => {
  const run = (): unknown => compile(source)({});
  if (value instanceof CelError) expect(run).toThrow(CelError);
  else expect(run()).toEqual(value);
});

test.each([
  ["string(b'\\xff')", 'invalid UTF-8 in bytes, cannot convert to string'],
  ["quantity('x')", 'quantities must match the regular expression'],
  ["ip('x')", 'IP Address "x" parse error'],
  ["duration('1d')", "type conversion error from 'string' to 'google.protobuf.Duration'"],
  ["semver('1')", 'No Major.Minor.Patch elements found'],
  ['optional.none().value()', 'optional.none() dereference'],
  ["quantity('1') < quantity('2')", 'no such overload'],
  ["timestamp('2000-01-01T00:00:00Z') + timestamp('2000-01-01T00:00:00Z')", 'no such overload'],
  ["ip('10.0.0.1').isInteger()", 'no such overload'],
  ['sets.other([1])', "undeclared reference to 'sets.other' (in container '')"],
  ["'%d'.format(['a'])", '%d needs a number'],
])('%s fails', (source, message) => {
  expect(() => compile(source)({})).toThrow(message);
});
