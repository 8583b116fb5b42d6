/** Beginnings of the word for a password in scripts that have no ASCII: a name that holds one promises one. */
export const FOREIGN_PASSWORDS = [
  'парол',
  'Парол',
  '密码',
  '密碼',
  'パスワード',
  '暗証',
  '비밀번호',
  'كلمة المرور',
  'סיסמ',
  'รหัสผ่าน',
  'κωδικ',
] as const;
