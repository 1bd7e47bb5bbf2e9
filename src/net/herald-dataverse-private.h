/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the reading and the writing half of the Web API share. */
#pragma once

#include "net/herald-dataverse.h"

G_BEGIN_DECLS

/* @path: below the API's root, or a whole URL. */
HeraldHttpRequest        *
herald_dataverse_build_request (HeraldDataverse *self, const char *method, const char *path);
GTask *herald_dataverse_start_task (HeraldDataverse    *self,
                                    gpointer            source_tag,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
void herald_dataverse_call (GTask *task, HeraldHttpRequest *request, GAsyncReadyCallback callback);
gboolean             herald_dataverse_check_answer (const HeraldHttpAnswer *answer, GError **error);
HeraldHttpAnswer    *herald_dataverse_take_answer (HeraldDataverse *self,
                                                   GObject         *source,
                                                   GAsyncResult    *result,
                                                   GError         **error);
JsonObject          *herald_dataverse_parse_object (const HeraldHttpAnswer *answer, GError **error);
HeraldDataversePage *herald_dataverse_page_parse (JsonObject    *object,
                                                  const char    *base,
                                                  HeraldRowFunc  row_func,
                                                  GDestroyNotify row_free,
                                                  GError       **error);

G_END_DECLS
