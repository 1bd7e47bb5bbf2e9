/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fault-push.h"

#include "base/herald-error.h"

static HeraldError
get_code (guint status)
{
  if (status == 401 || status == 403)
    return HERALD_ERROR_AUTH;
  if (status == 429)
    return HERALD_ERROR_THROTTLED;
  return status / 100 == 3 ? HERALD_ERROR_PROTOCOL : HERALD_ERROR_REMOTE;
}

/* Whatever is not accepted says why, in words that may be shown. */
gboolean
fault_judge_push (const HeraldPushResult *result, GError **error)
{
  g_autofree char *words = result != NULL ? herald_push_result_explain (result) : NULL;

  if (result == NULL)
    return FALSE;
  if (herald_push_result_is_accepted (result))
    {
      g_assert_null (words);
      return TRUE;
    }
  if (result->error != NULL)
    g_propagate_error (error, g_error_copy (result->error));
  else
    g_set_error (error, HERALD_ERROR, (int) get_code (result->status), "%s|%s|%s", words,
                 result->reason != NULL ? result->reason : "",
                 result->text != NULL ? result->text : "");
  return FALSE;
}
