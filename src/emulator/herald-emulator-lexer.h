/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Splits OData text, once percent-decoded, into tokens. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  HERALD_EMULATOR_TOKEN_END,
  HERALD_EMULATOR_TOKEN_NAME,     /* also true, false, null, eq, and; dots and slashes inside */
  HERALD_EMULATOR_TOKEN_ALIAS,    /* @p1 */
  HERALD_EMULATOR_TOKEN_STRING,   /* text: without quotes, doubled ones made single */
  HERALD_EMULATOR_TOKEN_INTEGER,  /* number */
  HERALD_EMULATOR_TOKEN_DECIMAL,  /* real */
  HERALD_EMULATOR_TOKEN_GUID,     /* text: lower case */
  HERALD_EMULATOR_TOKEN_DATE,     /* number: seconds since 1970 */
  HERALD_EMULATOR_TOKEN_DATETIME, /* number: seconds since 1970 */
  HERALD_EMULATOR_TOKEN_ARRAY,    /* text: JSON with its brackets, not checked */
  HERALD_EMULATOR_TOKEN_LEFT,
  HERALD_EMULATOR_TOKEN_RIGHT,
  HERALD_EMULATOR_TOKEN_COMMA,
  HERALD_EMULATOR_TOKEN_EQUALS,
  HERALD_EMULATOR_TOKEN_COLON,
} HeraldEmulatorTokenKind;

/* A lexer with the token it stands on. Init by herald_emulator_lexer_init(), end by _clear(). */
typedef struct
{
  const char *source; /* (unowned) */
  const char *next;

  HeraldEmulatorTokenKind kind;
  gsize                   position; /* of the token, in bytes */
  char                   *text;     /* (owned) (nullable): the token as written, or its value */
  gint64                  number;
  double                  real;
} HeraldEmulatorLexer;

gboolean herald_emulator_lexer_init (HeraldEmulatorLexer *self, const char *source, GError **error);
gboolean herald_emulator_lexer_advance (HeraldEmulatorLexer *self, GError **error);
gboolean herald_emulator_lexer_is_name (const HeraldEmulatorLexer *self, const char *name);
gboolean herald_emulator_lexer_fail (const HeraldEmulatorLexer *self, GError **error);
void     herald_emulator_lexer_clear (HeraldEmulatorLexer *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HeraldEmulatorLexer, herald_emulator_lexer_clear)

G_END_DECLS
