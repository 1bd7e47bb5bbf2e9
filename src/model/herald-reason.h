/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reasons that APNs, FCM, registration and Dataverse give, in words: cause and next step. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  HERALD_SERVICE_APNS,
  HERALD_SERVICE_FCM,
  HERALD_SERVICE_GOOGLE_TOKEN,
  HERALD_SERVICE_REGISTRATION,
  HERALD_SERVICE_DATAVERSE,
  HERALD_SERVICE_SIGN_IN,
  HERALD_SERVICE_EMULATOR, /* the admin API */
} HeraldService;

/* What the person may do next; the window offers it as a button. */
typedef enum
{
  HERALD_FIX_NONE,
  HERALD_FIX_CLEAN_UP,
  HERALD_FIX_EDIT_APP,
  HERALD_FIX_REGISTER_AGAIN,
  HERALD_FIX_WAIT,
  HERALD_FIX_EDIT_MESSAGE,
} HeraldFix;

typedef struct
{
  HeraldService service;
  HeraldFix     fix;
  const char   *code; /* "Unregistered", "DryRunSendingFailed", "0x80040220"… */
  const char   *text; /* N_(): what it means and what to do */
} HeraldReason;

const HeraldReason *herald_reason_find (HeraldService service, const char *code);
char *herald_reason_explain (HeraldService service, const char *code, guint http_status);

G_END_DECLS
