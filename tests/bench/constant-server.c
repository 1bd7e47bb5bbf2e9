/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The least that an HTTP server can do: the library's own loop and one constant answer. Usage:
 * constant-server STATUS BODY; prints its port, ends with its standard input. */
#include "config.h"

#include <arpa/inet.h>
#include <glib.h>
#include <microhttpd.h>
#include <stdio.h>
#include <string.h>

typedef struct
{
  guint                status;
  struct MHD_Response *response;
} Constant;

static enum MHD_Result
access_cb (void                  *cls,
           struct MHD_Connection *connection,
           const char            *url,
           const char            *method,
           const char            *version,
           const char            *chunk,
           size_t                *size,
           void                 **seen)
{
  Constant *constant = cls;

  if (*seen == NULL || *size > 0)
    {
      *seen = constant;
      *size = 0;
      return MHD_YES;
    }
  return MHD_queue_response (connection, constant->status, constant->response);
}

int
main (int argc, char *argv[])
{
  struct sockaddr_in address = { .sin_family = AF_INET };
  struct MHD_Daemon *daemon;
  Constant           constant;

  if (argc < 3)
    return 2;
  address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  constant.status = (guint) g_ascii_strtoull (argv[1], NULL, 10);
  constant.response =
    MHD_create_response_from_buffer (strlen (argv[2]), argv[2], MHD_RESPMEM_MUST_COPY);
  daemon =
    MHD_start_daemon (MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_INTERNAL_POLLING_THREAD, 0, NULL,
                      NULL, access_cb, &constant, MHD_OPTION_SOCK_ADDR, &address, MHD_OPTION_END);
  if (daemon == NULL)
    return 1;
  printf ("%u\n", MHD_get_daemon_info (daemon, MHD_DAEMON_INFO_BIND_PORT)->port);
  fflush (stdout);
  while (getchar () != EOF)
    continue;
  MHD_stop_daemon (daemon);
  MHD_destroy_response (constant.response);
  return 0;
}
