import { conversionError } from '../../../src/simulator/apiserver/conversion-error';

test.each([
  ['string', 'int32', 'unrecognized type: int32'],
  ['bool', 'string', 'unrecognized type: string'],
  ['array', 'string', 'unrecognized type: string'],
  ['number', 'string', 'cannot convert int64 to string'],
  ['number', 'bool', 'unrecognized type: bool'],
  ['number 1.5', 'int32', 'cannot convert float64 to int32'],
  ['string', 'v1.PodSpec', 'cannot restore struct from: string'],
  ['object', '[]v1.Container', 'cannot restore slice from map'],
  ['array', 'map[string]string', 'cannot restore map from slice'],
])('%s in place of a %s: %s', (value, goType, text) => {
  const message = `json: cannot unmarshal ${value} into Go struct field DeploymentSpec.spec.replicas of type ${goType}`;
  expect(conversionError(message)).toBe(text);
});

test('other problems are told as they are', () => {
  expect(conversionError('unexpected end of JSON input')).toBe('unexpected end of JSON input');
});

test('bytes that are no base64 are the fault of what reads JSON', () => {
  // Recorded: exercise KUAR08-11.
  const message = 'illegal base64 data at input byte 0';
  expect(conversionError(message)).toBe(`error decoding from json: ${message}`);
});
