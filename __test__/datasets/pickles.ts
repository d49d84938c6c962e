// Pickles of the object array [[1, 2, 300, 70000, -5], [], [7]] by the protocols that NumPy has written over the years.

export const lists = [[1, 2, 300, 70000, -5], [], [7]];

export const pickles: Record<string, Buffer> = Object.fromEntries(
  Object.entries({
    'protocol 2':
      'gAJjbnVtcHkuX2NvcmUubXVsdGlhcnJheQpfcmVjb25zdHJ1Y3QKcQBjbnVtcHkKbmRhcnJheQpxAUsAhXECY19jb2RlY3MKZW5jb2RlCnEDWAEAAABicQRYBgAAAGxhdGluMXEFhnEGUnEHh3EIUnEJKEsBSwOFcQpjbnVtcHkKZHR5cGUKcQtYAgAAAE84cQyJiIdxDVJxDihLA1gBAAAAfHEPTk5OSv////9K/////0s/dHEQYoldcREoXXESKEsBSwJNLAFKcBEBAEr7////ZV1xE11xFEsHYWV0cRViLg==',
    'protocol 3':
      'gANjbnVtcHkuX2NvcmUubXVsdGlhcnJheQpfcmVjb25zdHJ1Y3QKcQBjbnVtcHkKbmRhcnJheQpxAUsAhXECQwFicQOHcQRScQUoSwFLA4VxBmNudW1weQpkdHlwZQpxB1gCAAAATzhxCImIh3EJUnEKKEsDWAEAAAB8cQtOTk5K/////0r/////Sz90cQxiiV1xDShdcQ4oSwFLAk0sAUpwEQEASvv///9lXXEPXXEQSwdhZXRxEWIu',
    'protocol 4':
      'gASVpgAAAAAAAACMFm51bXB5Ll9jb3JlLm11bHRpYXJyYXmUjAxfcmVjb25zdHJ1Y3SUk5SMBW51bXB5lIwHbmRhcnJheZSTlEsAhZRDAWKUh5RSlChLAUsDhZRoA4wFZHR5cGWUk5SMAk84lImIh5RSlChLA4wBfJROTk5K/////0r/////Sz90lGKJXZQoXZQoSwFLAk0sAUpwEQEASvv///9lXZRdlEsHYWV0lGIu',
    'protocol 5':
      'gAWVpgAAAAAAAACMFm51bXB5Ll9jb3JlLm11bHRpYXJyYXmUjAxfcmVjb25zdHJ1Y3SUk5SMBW51bXB5lIwHbmRhcnJheZSTlEsAhZRDAWKUh5RSlChLAUsDhZRoA4wFZHR5cGWUk5SMAk84lImIh5RSlChLA4wBfJROTk5K/////0r/////Sz90lGKJXZQoXZQoSwFLAk0sAUpwEQEASvv///9lXZRdlEsHYWV0lGIu',
    'protocol 2 of NumPy 1':
      'gAJjbnVtcHkuY29yZS5tdWx0aWFycmF5Cl9yZWNvbnN0cnVjdApxAGNudW1weQpuZGFycmF5CnEBSwCFcQJjX2NvZGVjcwplbmNvZGUKcQNYAQAAAGJxBFgGAAAAbGF0aW4xcQWGcQZScQeHcQhScQkoSwFLA4VxCmNudW1weQpkdHlwZQpxC1gCAAAATzhxDImIh3ENUnEOKEsDWAEAAAB8cQ9OTk5K/////0r/////Sz90cRBiiV1xEShdcRIoSwFLAk0sAUpwEQEASvv///9lXXETXXEUSwdhZXRxFWIu',
    'protocol 3 of NumPy 1':
      'gANjbnVtcHkuY29yZS5tdWx0aWFycmF5Cl9yZWNvbnN0cnVjdApxAGNudW1weQpuZGFycmF5CnEBSwCFcQJDAWJxA4dxBFJxBShLAUsDhXEGY251bXB5CmR0eXBlCnEHWAIAAABPOHEIiYiHcQlScQooSwNYAQAAAHxxC05OTkr/////Sv////9LP3RxDGKJXXENKF1xDihLAUsCTSwBSnARAQBK+////2VdcQ9dcRBLB2FldHERYi4=',
    'protocol 2 of Python 2, with longs':
      'gAJjbnVtcHkuY29yZS5tdWx0aWFycmF5Cl9yZWNvbnN0cnVjdApxAWNudW1weQpuZGFycmF5CnECSwCFcQNVAWJxBIdxBVJxBihLAUsDhXEHY251bXB5CmR0eXBlCnEIVQJPOHEJSwBLAYdxClJxCyhLA1UBfHEMTk5OSv////9K/////0s/dHENYoldcQ4oXXEPKEsBigECigIsAYoDcBEBigH7ZV1xEF1xEUsHYWV0cRJiLg==',
  }).map(([name, text]) => [name, Buffer.from(text, 'base64')]),
);
