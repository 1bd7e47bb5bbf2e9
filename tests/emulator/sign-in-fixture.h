/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A person with a browser, and an application, in front of a running emulator. */
#pragma once

#include "emulator-fixture.h"

G_BEGIN_DECLS

typedef struct
{
  EmulatorFixture base;
  EmulatorAnswer  answer; /* the last one */
} SignInFixture;

/* RFC 7636, appendix B. */
#define SIGN_IN_VERIFIER "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
#define SIGN_IN_CHALLENGE "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"

void  sign_in_fixture_set_up (SignInFixture *self, gconstpointer data);
void  sign_in_fixture_tear_down (SignInFixture *self, gconstpointer data);
char *sign_in_fixture_make_id (const char *kind);

/* Texts may hold {tenant}, {http}, {https}, {public}, {confidential}, {secret}, and what stands for
 * a registration's id: {id of KEY}. In a form or a query they are escaped. */
char *sign_in_fixture_fill_in (SignInFixture *self, const char *text);
void  sign_in_fixture_get (SignInFixture *self, const char *target);
void  sign_in_fixture_post (SignInFixture *self, const char *target, const char *form);
void  sign_in_fixture_ask (SignInFixture *self, const char *form);
void  sign_in_fixture_admin (SignInFixture *self, const char *target, const char *body);
void  sign_in_fixture_advance (SignInFixture *self, gint64 seconds);

/* Presses a button of the page in the last answer. */
void sign_in_fixture_press (SignInFixture *self, const char *label);
/* A parameter of the address that the last answer redirects to. */
char *sign_in_fixture_dup_parameter (SignInFixture *self, const char *name);
char *sign_in_fixture_dup_member (SignInFixture *self, const char *name);
/* Signs @who in with the fixture's challenge and redeems the code. */
char *sign_in_fixture_dup_code (SignInFixture *self, const char *who, const char *more);
void  sign_in_fixture_redeem (SignInFixture *self, const char *code);
guint sign_in_fixture_call_dataverse (SignInFixture *self, const char *token);

void sign_in_fixture_assert_refused (SignInFixture *self,
                                     guint          status,
                                     const char    *error,
                                     gint64         number);
void sign_in_fixture_assert_sent_back (SignInFixture *self, const char *error, guint number);
void sign_in_fixture_assert_page (SignInFixture *self, guint status, const char *part);

G_END_DECLS
