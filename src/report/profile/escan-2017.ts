import type { AppTest, Profile } from './profile.ts';

const FOUND: AppTest = { verdict: ['session-carried', 'data-carried'] };
const COMPARED: AppTest = { verdict: ['session-carried', 'data-carried', 'apk-only', 'not-carried'] };

/**
 * The claims of eScan's report of 10 August 2017 ("Red Alert for Xiaomi Users", 36 pages), as the press retold them: the
 * text itself was not to be had, nor its table of apps. Named by the press: the apps of travel and rail, Twitter, Airbnb
 * and Cerberus; the other packages are well-known ones of the categories. `com.example.*` are those of the corpus.
 */
export const ESCAN_2017: Profile = {
  id: 'escan-2017',
  title: 'eScan, August 2017: Mi Mover clones app-private storage',
  about:
    'Thirteen claims of a report about Xiaomi phones of 2017, as the press retold them. A verdict speaks of the evidence at hand alone, and of nothing that a server would do.',
  answer:
    'Xiaomi disagreed: an attacker needs the unlocked phone, users should set a PIN, pattern or fingerprint, and Mi Mover asks for a password. eScan answered: service centres, theft, shared phones.',
  sources: [
    'NDTV Gadgets 360, August 2017 (1736118)',
    'Firstpost, August 2017 (3921079)',
    'International Business Times India, August 2017 (738074)',
    'Android Police, 10 August 2017',
    'Digit, August 2017 (36495)',
    'The Economic Times, August 2017 (60020061)',
  ],
  categories: [
    {
      name: 'travel',
      packages: [
        'com.goibibo',
        'com.yatra.base',
        'com.makemytrip',
        'com.airbnb.android',
        'com.cleartrip.android',
        'com.example.travel*',
      ],
    },
    { name: 'rail', packages: ['cris.org.in.prs.ima', 'com.example.rail*'] },
    {
      name: 'taxi',
      packages: ['com.ubercab', 'com.olacabs.customer', 'com.example.taxi*'],
    },
    {
      name: 'payment',
      packages: [
        'net.one97.paytm',
        'com.mobikwik_new',
        'com.freecharge.android',
        'com.phonepe.app',
        'in.amazon.mShop.android.shopping',
        'com.example.wallet*',
        'com.example.pay*',
      ],
    },
    { name: 'bank', packages: ['com.sbi.*', 'com.snapwork.hdfc', 'com.csam.icici.bank.imobile', 'com.example.bank*'] },
    {
      name: 'shopping',
      packages: ['com.flipkart.android', 'com.snapdeal.main', 'com.myntra.android', 'com.example.shop*'],
    },
    { name: 'food', packages: ['com.application.zomato', 'in.swiggy.android', 'com.example.food*'] },
    {
      name: 'social',
      packages: [
        'com.twitter.android',
        'com.facebook.katana',
        'com.instagram.android',
        'com.linkedin.android',
        'com.example.social*',
      ],
    },
    {
      name: 'messenger',
      packages: [
        'com.whatsapp',
        'org.telegram.messenger',
        'com.facebook.orca',
        'com.example.chat*',
        'com.example.messenger*',
      ],
    },
    {
      name: 'mail',
      packages: ['com.yahoo.mobile.client.android.mail', 'com.microsoft.office.outlook', 'com.example.mail*'],
    },
    { name: 'storage', packages: ['com.dropbox.android', 'com.evernote', 'com.example.cloud*', 'com.example.notes*'] },
    { name: 'device administration', packages: ['com.lsdroid.cerberus', 'com.example.guard*'] },
  ],
  claims: [
    {
      id: '1',
      claim:
        'Mi Mover copies what apps keep privately, although their sandbox, or the app itself, would not let it out.',
      shows:
        'Private members in the bundle, or private data on the target, of apps whose manifest says allowBackup=false.',
      cannot: 'Whether the app of that phone said the same as the APK that was read.',
      test: {
        kind: 'apps',
        among: { ...COMPARED, allowBackup: false },
        that: { any: [{ packed: true }, FOUND] },
        supported: 'any',
      },
    },
    {
      id: '2',
      claim: 'It needs no root, and minutes.',
      shows: 'That the bundle was made by the backup program of MIUI, by its header; when its newest file was written.',
      cannot: 'That the phone was not rooted, and how long it took.',
      test: { kind: 'none' },
    },
    {
      id: '3',
      claim: 'Most apps that were tried open logged in on the new phone, with history and wallet at hand.',
      shows: 'Usable-looking credentials of persons that are the same on both sides.',
      cannot: 'That a server takes them: none is asked.',
      test: {
        kind: 'apps',
        among: { ...COMPARED, session: true },
        that: { verdict: ['session-carried'] },
        supported: 'most',
      },
    },
    {
      id: '4',
      claim: 'Both phones stay logged in.',
      shows:
        'The same credentials on both sides (claim 3); where the source is known to have been acquired after the move.',
      cannot: 'That a server still takes both; and when the source was acquired, which archives do not say.',
      test: { kind: 'none' },
    },
    {
      id: '5',
      claim:
        'Apps that check the device, or ask for a PIN as they start, resist (IRCTC named; Twitter and Airbnb named as not checking).',
      shows:
        'Apps with credentials sealed by the keystore, tied to the device or cleared on restore, and no usable one on both sides.',
      cannot: 'What an app asks of the person or of its server as it starts.',
      test: {
        kind: 'apps',
        among: { ...COMPARED, bound: true },
        that: { verdict: ['data-carried', 'apk-only', 'not-carried'] },
        supported: 'most',
      },
    },
    {
      id: '6',
      claim: 'It concerns apps of many kinds: travel, taxis, payment, shopping, mail, social networks.',
      shows: 'Apps of those categories with private data of the source on the target (see the table).',
      cannot: 'How grave each is: that grading is eScan’s own, and its table was not to be had.',
      test: {
        kind: 'apps',
        among: {
          ...COMPARED,
          category: ['travel', 'taxi', 'payment', 'shopping', 'food', 'mail', 'social', 'messenger'],
        },
        that: FOUND,
        supported: 'most',
      },
    },
    {
      id: '7',
      claim: 'No password was asked for on Mi Max 2 and Redmi 4A (Xiaomi: two passwords are).',
      shows: 'Whether the bundle is sealed with a password.',
      cannot: 'What the screen asked before it was made.',
      test: { kind: 'encryption', side: 'bundle', is: 'none' },
    },
    {
      id: '8',
      claim: 'Payment data and saved cards are carried.',
      shows: 'Payment and shopping apps with private data of the source on the target.',
      cannot: 'That a payment could be made with it.',
      test: {
        kind: 'apps',
        among: { ...COMPARED, category: ['payment', 'bank', 'shopping'] },
        that: FOUND,
        supported: 'any',
      },
    },
    {
      id: '9',
      claim: 'Apps that administrate the device (Cerberus named) can be uninstalled without a password.',
      shows: 'Nothing: it is a matter of the settings and of the screen.',
      cannot: 'Any of it.',
      test: { kind: 'none' },
    },
    {
      id: '10',
      claim: 'Apps of a work profile are hidden, and cannot be told apart.',
      shows: 'Of a MIUI backup only that it holds users 0 and 999; work profiles have others.',
      cannot: 'What the screen shows.',
      test: { kind: 'none' },
    },
    {
      id: '11',
      claim: 'Smart Lock makes it worse.',
      shows: 'Nothing: trust agents keep no state in these archives.',
      cannot: 'Any of it.',
      test: { kind: 'none' },
    },
    {
      id: '12',
      claim: 'Some 13 % of users in India are exposed.',
      shows: 'Nothing: it is a number of the market.',
      cannot: 'Any of it.',
      test: { kind: 'none' },
    },
    {
      id: '13',
      claim: 'Developers are at fault too: most apps do not bind their credentials to the device.',
      shows: 'Of the apps with a credential of a person, how many have none that is bound or sealed.',
      cannot: 'Bindings that only the server knows.',
      test: {
        kind: 'apps',
        among: { any: [{ session: true }, { bound: true }] },
        that: { bound: false },
        supported: 'most',
      },
    },
  ],
};
