module git.corp.example.com/shop/checkout

go 1.26

require (
	git.corp.example.com/platform/auth v0.14.0
	git.corp.example.com/platform/events/v2 v2.3.1
	github.com/acme-example/payments v1.8.2
	github.com/go-chi/chi/v5 v5.2.1
	github.com/jackc/pgx/v5 v5.7.2
	golang.org/x/sync v0.12.0
	ledger.internal/client v0.9.1
)

require (
	github.com/acme-example/money v0.4.0 // indirect
	github.com/jackc/pgpassfile v1.0.0 // indirect
	golang.org/x/text v0.23.0 // indirect
)

// The event types are being changed together with this service.
replace git.corp.example.com/platform/events/v2 => ../events
