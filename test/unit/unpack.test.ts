import { describe, expect, test } from 'vitest';
import { concat, utf8 } from '../../corpus/encode/bytes.ts';
import { seeded } from '../../corpus/encode/seed.ts';
import { xxh32, xxh64 } from '../../corpus/encode/xxhash.ts';
import { bunzip2 } from '../../src/bytes/bunzip2.ts';
import type { Inflated } from '../../src/bytes/inflate.ts';
import { unlz4 } from '../../src/bytes/unlz4.ts';
import { unzstd } from '../../src/bytes/unzstd.ts';
import { runningXxh32, runningXxh64 } from '../../src/bytes/xxhash.ts';

/** Streams that the reference programs wrote (Debian's zstd 1.5, bzip2 1.0.8, lz4 1.9), and what must come out. */
const TEXT = utf8(
  Array.from({ length: 400 }, (_, i) => `line ${i} of a text that is packed well enough ${i * i}\n`).join(''),
);

const REFERENCE: Readonly<Record<string, readonly [(input: AsyncIterable<Uint8Array>) => Inflated, string]>> = {
  zstd: [
    unzstd,
    'KLUv/WSTT9UzAGqg9BEbYEtSyAED+yK6TkMW3SAIbqUlsmWFB16Hk8AJLwELARMB22a2197m7RYc3CzUJt5ovaxFVY0TtWnSBto0' +
      '/yt/fvXhHu8Ldbljpn898brDbzi7tNHHh08bwswtIYwfwSNkkLEodD7jmDKYM4s3Uq1Z6YeOPOG8hOAQxEFokeBQaThDInQmDKtk' +
      'QXoV5tC7dMefNtgStYWs2Ffr+xFuJ+gxxCw55E3jUkeMvIwgjoVFqBDxzso1DKkCKZM5kYSSqXyr4PQiQ73RFYpSx9e+s2gdxm68' +
      'VfLUUfZou4k7FsLnBjGYxNbQIjTG/IV0xTpnJwzPEOhgU2ihg5SnBDsl145SxTm+MmYfhlnoCSnz192LtePGTRts83re4LBQvD7K' +
      'DQANCiCgAQUSKBgggECBAwMBCg4IAMECAwYMGCRAUECCQYIHChIMEAwGUGCgQUECBiAQazVuHH3N6LzDBkdZC8WK57UX16hG5VR1' +
      'klSJkx+v+JhrJoLXCQs1IQ6H6MsQUY+DmzomzaFvDBJvQ2LuN4IvDQvZEMtE9NOIKBfBOTAmlaHZKsY7XswZi+BwhYVWiAMVPX9G' +
      'R06uPCd9qLBZhi85nM8EBosEWshA8cfsLWa0NDleOMlCeRsKX7+c12VwRGmhSvFCsFeDUS3IachJQko2kXz1cS6PwYvRQo3iCGLf' +
      'ilFP5Ga+Sf7UjfG91Td3mAW/Mws5E8vD+nFYlA3jvLBJ9xRb7b0T3pzzgsPILLRMHELWc7LoTMfV3aR24uZ138rHZvs4FjZLY96E' +
      'jMnmn+t2By62VjhuY3DbpHEK7/3waCOcY/AnzddiU/nr6edlHxyOW6i4eOV7zR4Vd07WJ0mXYurn1czMxZngOYyFCiOOevqOTNSU' +
      '4cadSevoHCXm7TlzByf4YWMhN2Kxph9popQHzp8wqRM0XCeEdxjCnMEhOMzBQksQB0noKQ3ReQSujTDpDAqcg+HlLMyHC8ESFCyk' +
      'gvi+e++O1mOOG09ysMyNgl+LPa/s4BCxhRKLJ3Uv1VFJmJPCk4SWcBL9Sua5NAdPZAsli0MufXWJWka40cgkB1E5LshbW+aeJfgW' +
      'sZAiYgmVfliJckI4R8ikUxRcS3nnkzllEhw0sdAScZikZ3ijw5frTCd1KnJ+6EsJnY9Cg8WuhXTFD9LeIY32LUdpJwUATLzsVUc2' +
      'l4MseGOZhbJMHBRZ31YWt0PGx2Yo20MaZXqMMdlbkWzG4V3wP52FnE4sDV0/dhfDS8eJedJtQmo7TayO7p1hN4FjFxxinYVWJw7z' +
      'WM89FmFiYgyxOsQWQrpjCjHPsZeV2HjcWLA8YhYyYuKXsd5hsXC1GB1jKDaH5HNybGa41xtupA1ccARzFsqceCFcL5cLiQdHiYnB' +
      'TUIScpKYZtyrjZuq4oIXvlmob+KI2fo6bFHfGxsbeltDsmxqjO/2lt0mLLEFf7hZSG5ikW39jLYIUhsjZrm2COmjKWLlaO9I0IZx' +
      'a8GB1iy0aOLwaj2jWnAcGhkKbcAoNdFh2sdNm02lBcv8FvIXXyaDHqgSQDU1S+39z8LPKKQxEkiACUgF///+AUN2Yw1nW3zOIWz1' +
      'Er/UxTm8+cKTPOPqX+xWJm/QzROfcoSrPvlbv51Hdn74yiK8fokv/dI5vvHiF83DdwniR9fA3YZvbNAht0sTvQ0GZzm8uUEDuE3G' +
      '/PaQoYPdjm7fq8wTJG5tPbDkN9WG99zGqVzVD6dl84Xa41l5K7x65q4uXVfCQ+Nt/PUs+dqf6u2m1vu+16KhXXw6PM31s14oh+61' +
      '+MLm5+jFHV7KVU//q46ngbn0wnA2v7E/LAvfyqvNze6ky0u4LJ8MX7s1z7NX3c3UP/3vbrDWnNfjBVM/kw9zWD01vPjuPM8kx0NT' +
      '633/1fiwKHVviYfGG7MbZ/FafLH5TXstTxjHxpN51W/zaX/x20tbT/9OHW658vjwYLfnuhIclk+Gr92fc2ZK2zDtJug/oN6TNQ23' +
      'mr+6frrh9g1f/uHjp+z/KPs/yv6Psv9H2f9R9n+U/R9l/4+y/6Ps/yj7P8r+j2L/R9n/UfZ/lP0fZf2Psv+j7P8o+z/Kfh9l/0fZ' +
      '/1H2f5T9H8r+j7L/o+z/KPs/iv0fZf9HWdjXXfP2SN54lzwVNZnKin/EOTdZSUTOuclKIvKcm6wkIufcZCUROcdNVhKXpGHAPrw1' +
      'Z70hfSdXWvnhrYEWy98REG4FC1tk5A==',
  ],
  bzip2: [
    bunzip2,
    'QlpoOTFBWSZTWXhnWm8AHJNZgEAQQAB/4C/tzsBgC5wDwADAPrvJs0BTZqthRoNFGhwCKn+gHqVRPUyAABqeIBVUaZDJk00wxgAA' +
      'AABqfoKSmVGjQGTTRhJ6qqANAA0AApUpqaHo0geo0MyicoJnn5+/Y53A5cOVYcuHFcOXDhcSXDjuJbhyXEuw47iW4cLiS4cVw5cO' +
      'XnRy4c7gcuHKsOXDiuHLhwuJLhx3Etw5LiXYcdxLcOFxJcOK4cuHFV0cuHO4HLhyrDlw4rhy4cLiS4cdxLcOS4l2HHcS3DhcSXDi' +
      'uHLhwuJLhx3Etw5LiXYcdxLcOFxJcOK4cuHy+nkQiMRgwUJgwYjBEkYjBERGQiIgoDIREYiDCEYgMESCMSGMSYokxRkgjQRigjGI' +
      'iDGDGKTGMkRgxEYxiMYxGMGDFGkoxpMaMJjRiI0YwaKIkMUaSjRSUaKTE0RRjRGKKMmKMYxGKIyYijGMRRiTEUYMRjEmMYKIiMSU' +
      'REYKIi86rVuNVq33VZm8dyb29+n2p3b39fL+QooAm3GBFBQVYGhdxLAPQUEmhhKtgHYAsAKfCEQgJDbGDCkMA5RVSbTjRg4BbABT' +
      'jAiQoDMDIKpxgHyygg0MJRiBEgUAbTwOgQGUBkjDkoYBzRUABbjYFPAUGWGi2nGAcKLALLJQ0gVAWYYFFwMCsJICwNykMIIAigNL' +
      'ayUCAkLGwJNpxgWiCs88+4RahFoEX0EXO+cEY0f19fSfT083585qxsy3vAewApxrBeE2zmp4kByjlY3KOWUtq9eecl23d8HdBFni' +
      'KcNy6SxBNDSBVzl1e6KbOtInYUbgKcTWZNRLYeOzGu4EU6yRM01OPSKk2xRL3vcvgfpqLbzIcqkmnjj7hGXchyocqHPcyl1EOVDl' +
      'Q5KnKqhyocqTwlLJ4lk8VUXeC0M7NW4sy5NFYBtPo29482s4FZHmfCiDC9TXkfAcfM+BiH5EewgCCGQPIqFp09y8LS8EaSHvQt7P' +
      'XUsPxpMXRQSVbXPRzkNXzkEkHFwCW1ZAFH3pBJHhs7l2CnE3e62pQV3myINkdy8yBpvkIgriALpIwZIFpuibXuMcgAjSVFJAeRgi' +
      'IxdNdi7OzBmHLqO7uF93dsrhu4e45VRU+4ibRhDyynEGd6AU4DbcTRVIIjCBRAZFJUSQEc1S1ud153LuzeEnwlUx5AgHVNoCMy3m' +
      'WC9mr7tuuDxC+xs+1lcRp90ayd7CgQigUNNg0MaEx8jhL5MjD4oAkq5OMAeLwZ81DACIqlMIBKWCannJ93Lj4WpaSB9O1XiE4CRW' +
      '0KpD2ESSQDPWNyeDerdbdW7kmjWAbTjd3C6W1Na8TL2vHjtsQ2ocT9PjOR2Ad7ajPiYvZxvyK3yJMS3p9OK9b6wSvthRBzCB5+xe' +
      'HIOFECbu6wFOJ7M2k5XmkGRMLD7SFyq+OHW40C5Y0HKOtKk9+ol04gvWDAT58vAtZe3gSLgFOAUXALceKcApwBuXDuyE5UOVDUoI' +
      'cqHFYfCvr4763e4NQINns4xwwpDAc/coxnglZtM9TZyKdi4zCCE4CV1ju4hQnJTSa3lHJOW6WpHodKZq7BTiu7q7sNNwoFoLLuKM' +
      '3ymppKGEqCGttOAnBR0EQ1GTMyOSfdBF5sgpwG7i7cFGqgTF1HgPBRR2c44zWzeHA6s7s6CykMAuPDLYmHWxEUUDXBCYUxEDhe32' +
      'UHhxqAQ6yaMylTS2GLluSu5PL2+zAVGVe8Y7ghl7MdjqVKyuUTpZDPNuD1xsKiqKVsGYm8wFOEW4qhyocqHLRy3g5UOVDlg5Cppw' +
      'T4pqAm4znlLqzd2sGXmPO3qvu3uiuk6N3T2TuAqap3Yp7Im+1C1uEEJwEod66cE1FJOKNgqsDQRSmi5IuI0716CnE3ecpeERVVjM' +
      'uZh3NkXyTmYZTPbBiHJ480JlN1EWoDBqctiry2CnDLbjKTgq6lXdmF0dxOtu7sbpd93HdldS5u3uw0kM6qieUbLaUzcuA31uBFqp' +
      'XUhVKlaezLgwjbBnp257k4mr3lXV3FReVcEozC2VMkWYhQRqUQmQpOWprprq2u3XgzL2N0ug07snsXcji1LxNXY9XMM/djJ4lm3l' +
      '2zJtNzKdl3Eu2G1KVQTmVuldE1e812duYpFgipsQYgvnMOJc9rRmVJu1ElTsRLiRiKW93qioQKagN7uWLVvMkxmQ1KhyoTlQ5UNy' +
      'olvByocqGSgtwEi4pIFxIaai5xx1VuX2rBmWrzNp7u7tLeN9x3qnLQafOSaPNtWWqbhRMGunZmoqcmsuwgWm9IxqZb20p6ezN3OB' +
      'Tm7zRsck3uIZyUTBu6VLEFMSwnrTOPDJhnwhF3CL4CL1CLUIuwRdgi3CLyCLUItgi3CLYIsgi/Ai4hFsEXAItgi5hFuEWAi4hFoE' +
      'WAiyCLoEX8EWQItAiwEXiEX+LuSKcKEg8M603g==',
  ],
  lz4: [
    unlz4,
    'BCJNGGRAp8EPAADxH2xpbmUgMCBvZiBhIHRleHQgdGhhdCBpcyBwYWNrZWQgd2VsbCBlbm91Z2ggMAouAB8xLgATEjEuAB8yLgAT' +
      'EjQuAB8zLgATEjkuAB80LgATIjE2LwAfNS8AEyIyNS8AHzYvABMTM14AHzcvABMTNLwAHzgvABMTNhkBHzkvABMTOHYBHzHTARQk' +
      'MTDVAQ/WARUUMmIAD9kBFCMxNMIAHzHcARQjMTYiAR8x3wEVEzmCAR8x4QEVBOIBHzHjARQkMjViAA/lARQkMjjEAB84uAETJDMy' +
      'JgEP6QEUIzM2iAEfMuoBFBQ06gEfMuoBFCQ0NGIAD+oBFCM0OMQAHzLqARQjNTImAR8y6gEUIzU3iAEfMuoBFBQ26gEfMuoBFBU2' +
      'YgAP6gEUFTfEAA/qARQVNyYBD+oBFBQ4iAEfM+oBFBQ56gEfM+oBFBQ5TAIfM+oBFCQxMK8CHzPrARQkMTASAx8z7AEUJDExdQMf' +
      'M+0BFCQxMu4BHzPuARQkMTI7BB8z7wEUJDEzngQfM/ABFCQxNAEFHzPxARQkMTVkBR808gEUJDE28wEfNPMBFCQxNioGHzT0ARUU' +
      'N4sGHzT0ARUUOOwGHzT0ARUUOU0HHzT0ARQkMjD0AR809AEUJDIxDwgfNPQBFDMyMjCoBB809AEUMzIzMAsFHzT0ARQzMjQwbgUf' +
      'NfQBFCQyNfQBHzX0ARQlMjZkAA/0ARQkMjfIAB819AEUJDI4LAEfNfQBFCQyOZABHzX0ARQVM/QBHzX0ARQkMzFYAh819AEUJDMy' +
      'vAIfNfQBFCQzMyADHzX0ARQkMzSEAx829AEUFTPoAx829AEUJDM3TAQfNvQBFCQzOLAEHzb0ARQkMzkUBR829AEUJDQweAUfNvQB' +
      'FBU03AUfNvQBFCQ0M0AGHzb0ARQkNDSkBh829AEUJDQ2CAcfNvQBFCQ0N2wHHzf0ARQVNM8HHzf0ARQkNTAyCB839AEUJDUxlQgf' +
      'N/QBFCQ1M/gIHzf0ARQkNTRbCR839AEUFTW+CR839AEUJTU3ZAAP9AEUJTU5yAAP9AEUJTYwLAEP9AEUJDYykAEfOPQBFBU2rQsf' +
      'OPQBFCQ2NVgCHzj0ARQkNje8Ah849AEUJDY4IAMfOPQBFCQ3MIQDHzj0ARQVN+gDHzj0ARQkNzNMBB849AEUJDc1sAQfOJ4NFCQ3' +
      'NxQFHzj0ARQkNzl4BR859AEUFTiLDx859AEUJDgyQAYfOfQBFCQ4NKQGHzn0ARQkODYIBx859AEUJDg4bAcfOfQBFBU50AcfOfQB' +
      'FCQ5MjQIHzn0ARQkOTSYCB859AEUJDk2/AgfOfQBFCQ5OGAJLzEw9QEUNDEwMMYJLzEw9wEUNjEwMmgAD/kBFDQxMDTOAC8xMPsB' +
      'FDQxMDY0AS8xMP0BFDQxMDiaAS8xMP8BFCUxMQACLzEwAQIUNDExMmYCLzEwAwIUNDExNMwCLzEwBQIUNDExNjIDLzEwBwIUNDEx' +
      'OJgDHzGHExYVMv4DLzExCAIVJDIzZAQvMTEIAhUkMjXKBC8xMQgCFSQyNzAFHzGTExYkMjmWBR8xlhMVJTEz/AUfMZkTFTQxMzRi' +
      'Bi8xMQgCFSQzNsgGLzExCAIVJDM5LgcvMTEIAhUkNDGUBx8xpRMVJTE0+gcfMagTFTQxNDZgCC8xMggCFSQ0OMYIHzGuExU0MTUx' +
      'LAkfMbETFTQxNTOSCR8xtBMVFjH4CR8xtxMVNjE1OGgADwgCFRc20AAPCAIVJjYzOAEPCAIVFjagAQ/DExUlMTb2Cx8xxhMVJjE3' +
      'cAIPyRMWJTc02AIPyxMWFjdAAw/NExYlNzmoAw/PExYWOBAED9ETFiU4NHgED9MTFhY44AQP1RMWJTkwSAUP1xMWFjmwBQ/ZExYV' +
      'OfIPHzHbExYWOYAGD90TFTUyMDHoBh80GAYUJjIwUAcP4RMVQzIwNzPDFx8x4xMWByAID+UTFxUziAgP5xMWFjHwCA/pExYlMTlY' +
      'CQ/rExYWMsAJD+0TFgbuEx8x7xMWFjKQCh81GAYUNTIzMdAAD/MTFhUzXAsfMfUTFiUzN6ABD/cTFSYyNCgKD/kTFTUyNDNwAg/7' +
      'ExUlMjT0DB8x/RMVNTI0OUADD/8TFSUyNcANLzE2MAwUJjI1EAQPAxQVJTI1jA4fMQUUFTUyNjLgBA8HFBUlMjZYDx8xCRQVNTI2' +
      'OLAFDwsUFRYyJBAfMQ0UFTUyNzWABg8PFBUlMjfwEB8xERQVNTI4MlAHDxMUFSUyOLwRHzEVFBUmMjggCA8XFBUlMjmIEh8xGRQV' +
      'NTI5NfAIDxsUFSUyOVQTHzEdFBU1MzAywAkPHxQVJTMwIBQfMSEUFTYzMDloAA8oChQlMzHsFC8xNygKFDYzMTY4AQ8oChQlMzK4' +
      'FR8xKRQVJjMyMAwPKxQVJTMyhBYfMS0UFTUzMzHYAg8vFBUlMzNQFy8xOEAQFDUzMzioAx84QBAUFjMcGB8xNRQVNTM0NXgEDzcU' +
      'FSUzNOgYHzE5FBU1MzUzSAUPOxQVJTM1tBkfMT0UFSYzNkAQDz8UFTUzNjSoEA9BFBU1MzY46AYPQxQVJTM3TBsfMUUUFTUzNza4' +
      'Bw9HFBUmMzggCA9JFBU1Mzg0iAgPSxQVJTM45BwfMU0UFTUzOTJYCQ9PFBUlMzmwHR8yUBQVFjRQFB8yUBQVJTQwfB4vMjAoChQ0' +
      'NDA40AAfMlAUFSU0MUgfHzJQFBUAQxEDMAwfMlAUFRY0FCAfMlAUFTQ0MjRwAh8yUBQVJTQy4CAfMlAUFTQ0MzJAAy8yMBgGFCU0' +
      'M6whHzJQFBUlNDQQBB8yUBQVJTQ0eCIfMlAUFTQ0NDngBC8yMTgOFCU0NUQjHzJQFBU0NDU3sAUfMlAUFSU0NkAQHzJQFBU0NDY2' +
      'gAYfMlAUFSU0N9wkHzJQFBU0NDc1UAcfMlAUFSU0N6glLzIyMAwUJTQ4IAgfMlAUFQAbFAOMIh8yUBQVNDQ5MvAIHzJQFBUmNDk8' +
      'Jw9QFBU0NTAxwAkfMlAUFRY1KAofMlAUFTY1MTBoAA8oChQmNTHQKB8yKAoUNjUxOTgBDxAEFCY1MpopD1AUFSU1MjAMHzJQFBUm' +
      'NTNkKg9QFBU1NTM42AIPUBQVJTU0LisfMlAUFTU1NDeoAw9QFBUmNTUQBA9QFBU1NTU2eAQPUBQVJTU2wiwfMlAUFTU1NjZIBQ9Q' +
      'FBU0NTcxABofMlAUFSU1N0AQHzJQFBU0NTgwKAofMlAUFTU1ODXoBg9QFBU0NTkwoBsfMlAUFTU1OTW4Bw9QFBUlNjAoCh8yUBQV' +
      'NDYwNSgKHzJQFBUAkwsDOCgfMlAUFTU2MTVYCQ9QFBU0NjIwEB4fMlAUFRY2UBQfMlAUFSc2M2gADygKFCY2M9AAD1AUFQD9IgQ4' +
      'AQ9QFBUmNjSgAQ9QFBUmNjUIAg9QFBUmNjVwAg9QFBUmNjbYAg9QFBUAhwgDQiofMlAUFSY2N6gDD1AUFRc2EAQPUBQVJjY4eAQP' +
      'UBQVADcOBNAAD1AUFSY2OUgFD1AUFSY2ObAFD1AUFSY3MBgGD1AUFSY3MIAGD1AUFSY3MegGD1AUFSY3MVAHD1AUFSY3MrgHD1AU' +
      'FRc3IAgPUBQVJjcziAgPUBQVJjcz8AgPUBQVJjc0WAkPUBQVJjc1wAkPUBQVFjd4Hh8yUBQVJjc2kAofNygKFCY3NvgKD1AUFSY3' +
      'N2ALHzcoChQmNzfICw9QFBUXNzAMD1AUFSY3OJgMD1AUFSY3OQAND1AUFSY4MGgND1AUFSY4MNAND1AUFSY4MRAED1AUFSY4MaAO' +
      'D1AUFSY4MggPD1AUFSY4MnAPD1AUFSY4M9gPD1AUFRc4QBAPUBQVJjg0qBAPUBQVJjg1EBEPUBQVJjg1eBEPUBQVJjg24BEPUBQV' +
      'Jjg3IAgPUBQVJjg3sBIPUBQVJjg4GBMPUBQVJjg4gBMPUBQVJTg56BMfM1AUFRY5UBQfM1AUFSU5MLgUHzNQFBUlOTEgFR8zUBQV' +
      'JTkxiBUfM1AUFQADGwNQFB8zUBQVFjlwMh8zUBQVJTkzwBYfM1AUFSU5NCgXHzNQFBUlOTSQFx8zUBQVJTk1+BcfM1AUFRA5zQwC' +
      'Fj0fM1AUFSU5NsgYHzNQFBUQOVUIBGgAD1AUFDQ5NzmgKB8zUBQVJTk4ABofM1AUFSU5ORgGHzNQFBUlOTnQGh8zUBQVNTEwMDkb' +
      'HzNRFBU1MTAxohsfM1IUFRAxThMD6xMfM1MUFSYxMHQcHzNUFBU1MTAz3RwfM1UUFUQxMDM2HhMfM1YUFTUxMDSvHR8zVxQVNTEw' +
      'NBgeHzNYFBUmMTAxCh8zWRQVNTEwNuoeLzMyMgoUNTEwNlMfHzNbFBVGMTA3NT4BDzQKFDUxMDglIB8zXRQVANw7BR4ED14UFTUx' +
      'MDn3IB8zXxQVACsuBGAUHzNgFBU1MTEwySEfM2EUFTUxMTEyIh8zYhQVNjExMiMED2MUFRAxFw4ElAYPZBQVNTExM20jHzNlFBU1' +
      'MTE01iMfM2YUFTUxMTQ/JC8zNHcYFAC8PQUSAg9oFBU1MTE2ESUfM2kUFTUxMTZ6JR8zahQVUzExNzY0YxIfM2sUFTUxMThMJh8z' +
      'bBQVJjEx3TIfM20UFTUxMTkeJx8zbhQVAEEJBK8xHzNvFBU1MTIx8CcfM3AUFTUxMjFZKC8zNRICFRYychQfM3IUFTUxMjMrKR8z' +
      'wygVNTEyM5QpHzN0FBU1MTI0/SkfM3UUFTUxMjVmKh8zdhQVNTEyNlcMHzN3FBU1MTI2OCsfM3gUFTUxMjehKx8zeRQVNTEyOAos' +
      'HzN6FBVEMTI4OCMYHzN7FBUAfEEFJAQPfBQVNTEzMEUtHzN9FBUQMdUqA34UHzN+FBU1MTMxFy4fM38UFRAxNz4EzAUPgBQVJjEz' +
      '+TIvMzYBNRUlMzNSLx8zghQVNTEzNLsvHzODFBU1MTM1JDAfM4QUFTUxMzaNMB8zhRQVAFxDBRICD4YUFTUxMzdfMR8zhxQVNTEz' +
      'OMgxHzOIFBU1MTM5MTIfM4kUFTUxMzmaMh8zihQVJjE0sx4fM4sUFSAxNAsBAzwND4wUFTcxNDLUAB84B0wTNTE0Mj40HzOOFBU2' +
      'MTQzqAEPjxQVADxFBRICD5AUFRAxDBoE1gwPkRQVNTE0NeI1HzOSFBU2MTQ2UAMPkxQVNTE0N7Q2HzOUFBUmMTQNMx8zlRQVRDE0' +
      'ODm+Hh8zlhQVEDEKDRM5RwIPlxQVNTE1MFg4HzOYFBU2MTUxzAUPmRQVJjE1KjkfM5oUFTYxNTKgBg+bFBU1MTUz/DkfM5wUFUUx' +
      'NTQ0WgoPnRQVNTE1Nc46HzOeFBUnMTVICA+fFBU1MTU2oDsfM6AUFTYxNTccCQ+hFBU1MTU4cjwfM6IUFXAxNTkyMDEKAAAAAJ5g' +
      '18I=',
  ],
};

async function unpacked(
  engine: (input: AsyncIterable<Uint8Array>) => Inflated,
  bytes: Uint8Array,
  size = 1 << 20,
): Promise<{ bytes: Uint8Array; how: string | undefined; reason: string | null | undefined }> {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
  }
  const run = engine(chunks());
  const parts: Uint8Array[] = [];
  for await (const chunk of run.chunks) parts.push(chunk.slice());
  return { bytes: concat(parts), how: run.end()?.how, reason: run.end()?.reason };
}

describe.each(Object.keys(REFERENCE))('%s of the reference program', (name) => {
  const [engine, text] = REFERENCE[name] as (typeof REFERENCE)[string];
  const packed = new Uint8Array(Buffer.from(text, 'base64'));

  test('comes out whole, in chunks of any size', async () => {
    for (const size of [1, 7, 4096, 1 << 20]) {
      const out = await unpacked(engine, packed, size);
      expect(out.how).toBe('complete');
      expect(Buffer.compare(out.bytes, TEXT)).toBe(0);
    }
  });

  test('cut anywhere it is truncated, and what came out is a prefix', async () => {
    for (let at = 1; at < packed.length; at += 37) {
      const out = await unpacked(engine, packed.subarray(0, at));
      expect(out.how, `cut at ${at}`).toBe('truncated');
      expect(Buffer.compare(out.bytes, TEXT.subarray(0, out.bytes.length))).toBe(0);
    }
  });

  test('a byte changed anywhere never passes for the whole', async () => {
    const random = seeded(`${name} changed`);
    for (let round = 0; round < 60; round += 1) {
      const noisy = packed.slice();
      const at = random.int(noisy.length);
      noisy[at] = (noisy[at] as number) ^ (1 + random.int(255));
      const out = await unpacked(engine, noisy);
      if (out.how === 'complete') expect(Buffer.compare(out.bytes, TEXT), `changed at ${at}`).toBe(0);
    }
  });
});

test('xxHash, against its specification written out', () => {
  const random = seeded('xxhash');
  for (const size of [0, 1, 3, 4, 7, 8, 15, 16, 31, 32, 33, 63, 64, 100, 1000]) {
    const bytes = random.bytes(size);
    const [wide, narrow] = [runningXxh64(), runningXxh32()];
    for (let at = 0; at < size; at += 13) {
      wide.update(bytes.subarray(at, at + 13));
      narrow.update(bytes.subarray(at, at + 13));
    }
    expect(wide.low32(), `${size} bytes`).toBe(Number(xxh64(bytes) & 0xffffffffn));
    expect(narrow.low32(), `${size} bytes`).toBe(xxh32(bytes));
  }
  // Published by xxHash itself (xxhsum's sanity checks, seed 0, empty input).
  expect(xxh64(new Uint8Array(0))).toBe(0xef46db3751d8e999n);
  expect(xxh32(new Uint8Array(0))).toBe(0x02cc5d05);
});

test('a zstd frame that wants too much memory is refused', async () => {
  const frame = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xff, 1, 0, 0);
  const out = await unpacked(unzstd, frame);
  expect([out.how, out.reason]).toEqual(['corrupt', expect.stringContaining('window')]);
});
