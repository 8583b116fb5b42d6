/**
 * The rules of SARIF 2.1.0 (OASIS standard, sections 3.13 to 3.58) for what we write: which properties there are, which
 * must be there, and what they may be. Nothing else is allowed, as in the standard's own schema.
 */
const object = (properties: Record<string, unknown>, required: string[] = []) => ({
  type: 'object',
  additionalProperties: false,
  properties,
  required,
});
const list = (items: unknown) => ({ type: 'array', items });
const text = { type: 'string' };
const whole = { type: 'integer', minimum: 0 };
const message = object({ text }, ['text']);
const bag = { type: 'object', properties: { tags: { ...list(text), uniqueItems: true } } };
const place = { type: 'string', pattern: "^[A-Za-z0-9%._~!$&'()*+,;=:@/-]*$" };
const artifactLocation = object({ uri: place, uriBaseId: text, index: whole, description: message });
const level = { enum: ['none', 'note', 'warning', 'error'] };
const location = object({
  id: { type: 'integer', minimum: -1 },
  physicalLocation: object({ artifactLocation }),
  logicalLocations: { ...list(object({ fullyQualifiedName: text, kind: text })), uniqueItems: true },
});
const texts = { type: 'object', additionalProperties: text };

export const SARIF_SCHEMA = object(
  {
    $schema: text,
    version: { const: '2.1.0' },
    runs: list(
      object(
        {
          tool: object(
            {
              driver: object(
                {
                  name: text,
                  semanticVersion: text,
                  rules: {
                    ...list(
                      object({ id: text, shortDescription: message, fullDescription: message, properties: bag }, [
                        'id',
                      ]),
                    ),
                    uniqueItems: true,
                  },
                },
                ['name'],
              ),
            },
            ['driver'],
          ),
          automationDetails: object({ id: text }),
          invocations: list(
            object(
              {
                executionSuccessful: { type: 'boolean' },
                startTimeUtc: { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$' },
                arguments: list(text),
                toolExecutionNotifications: list(
                  object({ descriptor: object({ id: text }), level, message, properties: bag }, ['message']),
                ),
                properties: bag,
              },
              ['executionSuccessful'],
            ),
          ),
          originalUriBaseIds: { type: 'object', additionalProperties: artifactLocation },
          artifacts: {
            ...list(
              object({
                location: artifactLocation,
                length: { type: 'integer', minimum: -1 },
                hashes: texts,
                roles: list({ enum: ['analysisTarget', 'attachment', 'resultFile'] }),
              }),
            ),
            uniqueItems: true,
          },
          columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
          redactionTokens: list(text),
          results: list(
            object(
              {
                ruleId: text,
                ruleIndex: { type: 'integer', minimum: -1 },
                kind: { enum: ['notApplicable', 'pass', 'fail', 'review', 'open', 'informational'] },
                level,
                message,
                locations: list(location),
                relatedLocations: { ...list(location), uniqueItems: true },
                fingerprints: texts,
                partialFingerprints: texts,
                baselineState: { enum: ['new', 'unchanged', 'updated', 'absent'] },
                properties: bag,
              },
              ['message'],
            ),
          ),
        },
        ['tool'],
      ),
    ),
  },
  ['version', 'runs'],
);
