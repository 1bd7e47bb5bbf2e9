/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The secrets of one request, so that an answer that repeats them can be shown without them. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _HeraldKnownSecrets HeraldKnownSecrets;

HeraldKnownSecrets *herald_known_secrets_new (void);
void                herald_known_secrets_free (HeraldKnownSecrets *self);
/* They find what herald_redact_*() masks. */
void
herald_known_secrets_add_header (HeraldKnownSecrets *self, const char *name, const char *value);
void herald_known_secrets_add_url (HeraldKnownSecrets *self, const char *url);
void
herald_known_secrets_add_body (HeraldKnownSecrets *self, const char *content_type, GBytes *body);
char   *herald_known_secrets_mask (HeraldKnownSecrets *self, const char *text);
GBytes *herald_known_secrets_mask_body (HeraldKnownSecrets *self, GBytes *body);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldKnownSecrets, herald_known_secrets_free)

G_END_DECLS
