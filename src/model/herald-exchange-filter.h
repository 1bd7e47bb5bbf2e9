/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which exchanges of a log somebody wants to see. */
#pragma once

#include "model/herald-exchange.h"

G_BEGIN_DECLS

typedef struct
{
  char *text;         /* (nullable): in method, address or bodies; upper and lower case are one */
  char *method;       /* (nullable): such as "POST" */
  guint status_class; /* 2 for 2xx…; 0: any */
  char *service;      /* (nullable): as herald_exchange_find_service() names it */
} HeraldExchangeFilter;

HeraldExchangeFilter *herald_exchange_filter_new (const char *text,
                                                  const char *method,
                                                  guint       status_class,
                                                  const char *service);
void                  herald_exchange_filter_free (HeraldExchangeFilter *self);
gboolean
herald_exchange_filter_matches (const HeraldExchangeFilter *self, HeraldExchange *exchange);
/* Returns: (transfer full): the parameters that make the admin API leave out most of what does not
 * match, each with a leading "&"; "" when there are none. @self: (nullable) */
char *herald_exchange_filter_to_query (const HeraldExchangeFilter *self);
/* "dataverse", "sign-in", "registration", "interactions", "apns", "fcm" or "other". */
const char *herald_exchange_find_service (const char *url);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldExchangeFilter, herald_exchange_filter_free)

G_END_DECLS
