/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is behind an e-mail address, and which devices are theirs. */
#pragma once

#include "core/herald-session.h"
#include "model/herald-person.h"

G_BEGIN_DECLS

/* Contacts and leads together, in the order of the e-mails, contacts first; all matches. The
 * e-mails are trimmed; INVALID for one that is no address. */
void herald_people_find_async (HeraldSession      *session,
                               const char *const  *emails,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data);
/* Returns: (element-type HeraldPerson): per e-mail its matches follow one another */
GPtrArray *herald_people_find_finish (HeraldSession *session, GAsyncResult *result, GError **error);
/* One person by id, looked for in both tables; NOT_FOUND. */
void herald_people_get_async (HeraldSession      *session,
                              const char         *id,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data);
HeraldPerson *
herald_people_get_finish (HeraldSession *session, GAsyncResult *result, GError **error);
/* System users whose name or e-mail contains @text: enabled people only, at most 50. A GUID or a
 * whole address finds exactly that user. */
void herald_people_find_users_async (HeraldSession      *session,
                                     const char         *text,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
/* Returns: (element-type HeraldSystemUser) */
GPtrArray *
herald_people_find_users_finish (HeraldSession *session, GAsyncResult *result, GError **error);

G_END_DECLS
