/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why Dataverse refuses a request: its code, its status, its sentence. */
#pragma once

#include "emulator/herald-emulator-call.h"

G_BEGIN_DECLS

#define HERALD_EMULATOR_REFUSAL (herald_emulator_refusal_quark ())

typedef enum
{
  HERALD_EMULATOR_REFUSAL_BAD_QUERY,          /* 400 0x80060888 */
  HERALD_EMULATOR_REFUSAL_BAD_XML,            /* 400 0x80040201 */
  HERALD_EMULATOR_REFUSAL_NO_ENTITY,          /* 400 0x80041102 */
  HERALD_EMULATOR_REFUSAL_NO_ATTRIBUTE,       /* 400 0x80041103 */
  HERALD_EMULATOR_REFUSAL_BAD_AGGREGATE,      /* 400 0x80041107 */
  HERALD_EMULATOR_REFUSAL_BAD_ALIAS,          /* 400 0x80041109 */
  HERALD_EMULATOR_REFUSAL_NO_ALIASED,         /* 400 0x8004110a */
  HERALD_EMULATOR_REFUSAL_NO_ALIAS,           /* 400 0x8004110b */
  HERALD_EMULATOR_REFUSAL_NO_LINK,            /* 400 0x80041126 */
  HERALD_EMULATOR_REFUSAL_TOO_MANY_LINKS,     /* 400 0x8004430d */
  HERALD_EMULATOR_REFUSAL_SQL_TIMEOUT,        /* 400 0x80044151 */
  HERALD_EMULATOR_REFUSAL_NO_SEGMENT,         /* 404 0x8006088a */
  HERALD_EMULATOR_REFUSAL_NO_ROW,             /* 404 0x80040217 */
  HERALD_EMULATOR_REFUSAL_BAD_PAYLOAD,        /* 400 0x80048d19 */
  HERALD_EMULATOR_REFUSAL_INVALID_ARGUMENT,   /* 400 0x80040203 */
  HERALD_EMULATOR_REFUSAL_TOO_LONG,           /* 400 0x80044331 */
  HERALD_EMULATOR_REFUSAL_OUT_OF_RANGE,       /* 400 0x80044330 */
  HERALD_EMULATOR_REFUSAL_NO_OPTION,          /* 400 0x8004431a */
  HERALD_EMULATOR_REFUSAL_BAD_STATUS,         /* 400 0x80048408 */
  HERALD_EMULATOR_REFUSAL_AGGREGATE_LIMIT,    /* 400 0x8004e023 */
  HERALD_EMULATOR_REFUSAL_QUICK_FIND_LIMIT,   /* 400 0x8004e024 */
  HERALD_EMULATOR_REFUSAL_VERSION_MISMATCH,   /* 412 0x80060882 */
  HERALD_EMULATOR_REFUSAL_DUPLICATE,          /* 412 0x80040237 */
  HERALD_EMULATOR_REFUSAL_DUPLICATE_KEY,      /* 412 0x80060892 */
  HERALD_EMULATOR_REFUSAL_NOT_A_MEMBER,       /* 403 0x80072560 */
  HERALD_EMULATOR_REFUSAL_TOO_MANY_REQUESTS,  /* 429 0x80072322 */
  HERALD_EMULATOR_REFUSAL_TOO_MUCH_TIME,      /* 429 0x80072321 */
  HERALD_EMULATOR_REFUSAL_TOO_MANY_AT_ONCE,   /* 429 0x80072326 */
  HERALD_EMULATOR_REFUSAL_NO_PRIVILEGE,       /* 403 0x80040220 */
  HERALD_EMULATOR_REFUSAL_METHOD_NOT_ALLOWED, /* 405 0x80060888 */
  HERALD_EMULATOR_REFUSAL_MEDIA_TYPE,         /* 415 0x80060888 */
  HERALD_EMULATOR_REFUSAL_NOT_IMPLEMENTED,    /* 501 0x80060888 */
  HERALD_EMULATOR_REFUSAL_UNEXPECTED,         /* 500 0x80040216 */
} HeraldEmulatorRefusal;

GQuark herald_emulator_refusal_quark (void);
gboolean
      herald_emulator_refuse_query (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);
guint herald_emulator_refusal_get_status (const GError *error);
const char *herald_emulator_refusal_get_code (const GError *error);
/* Sets BAD_PAYLOAD with the service's frame around the detail; returns FALSE. */
gboolean
herald_emulator_refusal_set_payload (const char *entity, GError **error, const char *format, ...)
  G_GNUC_PRINTF (3, 4);
void herald_emulator_refusal_respond (HeraldEmulatorCall *call, const GError *error);

G_END_DECLS
