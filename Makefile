# make run: build, pull models, judge specimens with one fault each, name the report, serve, and print where an applicant begins. make test: everything that must hold.
# make wasm: the checks that pages run on the device, into web/apply/src/wasm. make web: the pages. make e2e: the pages in a browser.
# make dist: one archive that runs without Python, Node or network.
# make bench [DATA=dir]: accuracy and CPU time. make soak: long counts and fuzzing.

CARGO ?= cargo
CANDOR = target/release/candor
SPECIMENS = out/specimens
CASES = out/cases
# The binary that pages are tried with.
TRIED = target/debug/candor
# Each fuzz target runs so long under `make soak`, in milliseconds.
FUZZ_MS = 300000

.PHONY: run test lint bench soak build models dist web e2e pictures wasm

WASM = web/apply/src/wasm/candor_wasm_bg.wasm
WASM_TARGET = wasm32-unknown-unknown
# Those that rustc uses for this target, with SIMD.
WASM_FEATURES = $(addprefix --enable-,simd bulk-memory bulk-memory-opt sign-ext nontrapping-float-to-int mutable-globals reference-types multivalue)
PACKAGES = web/apply/node_modules/.installed
CONSOLE_PACKAGES = web/console/node_modules/.installed
WASM_SOURCES = $(shell find crates/wasm crates/vision crates/verify texts/*/[!ac]*.ftl -type f -not -path '*/tests/*') .cargo/config.toml Cargo.toml Cargo.lock


build: web
	$(CARGO) build --release -p candor

# The pages that the binary serves. They are embedded, so they come before it.
web: wasm $(PACKAGES) $(CONSOLE_PACKAGES)
	cd web/apply && npm run --silent check && npm run --silent build && npm test --silent
	cd web/console && npm run --silent check && npm run --silent build && npm test --silent

# The pages in a real browser, before a fake camera, with the binary of `make test`. E2E narrows: make e2e E2E="tests/pages.spec.ts".
e2e:
	rm -rf target/e2e && $(TRIED) specimen --cases --out target/e2e/cases
	$(TRIED) specimen --held --faults complete,no-document --out target/e2e/held
	$(TRIED) specimen --story --out target/e2e/story
	$(CARGO) test -q --workspace --bin candor a_film_of_each_movement
	cd e2e && npm ci --loglevel error --no-audit --no-fund && npx tsc -p . && CANDOR=$(CURDIR)/$(TRIED) npx playwright test $(E2E)

# Without the target there is no module: the pages then ask the server, and everything else is built as ever.
wasm:
	@if rustc --print target-libdir --target $(WASM_TARGET) 2>/dev/null | xargs -r test -d \
	  || rustup target add $(WASM_TARGET) >/dev/null 2>&1; then $(MAKE) --no-print-directory $(WASM); \
	else echo "wasm: not built, for the Rust target $(WASM_TARGET) cannot be had; pages will check on the server"; fi

$(PACKAGES) $(CONSOLE_PACKAGES): %/node_modules/.installed: %/package-lock.json
	cd $* && npm ci --loglevel error --no-audit --no-fund
	@touch $@

$(WASM): $(WASM_SOURCES) $(PACKAGES)
	$(CARGO) build --profile wasm -p wasm --lib --target $(WASM_TARGET)
	CARGO_TARGET_DIR=target/bindgen $(CARGO) build --locked --manifest-path crates/wasm/build/Cargo.toml
	target/bindgen/debug/bindgen target/$(WASM_TARGET)/wasm/wasm.wasm target/$(WASM_TARGET)/bound
	web/apply/node_modules/.bin/wasm-opt -O3 $(WASM_FEATURES) target/$(WASM_TARGET)/bound/$(notdir $(WASM)) -o target/$(WASM_TARGET)/bound/optimised.wasm
	mkdir -p $(dir $(WASM)) && cp target/$(WASM_TARGET)/bound/candor_wasm* $(dir $(WASM)) && cp target/$(WASM_TARGET)/bound/optimised.wasm $(WASM)
	@touch $(WASM)

models: build
	$(CANDOR) models pull

run: models
	$(CANDOR) specimen --out $(SPECIMENS) --count 1 --seed 1
	$(CANDOR) read --out out/reading $(SPECIMENS) > out/reading.txt
	$(CANDOR) specimen --cases --out $(CASES)
	$(CANDOR) check --cases $(CASES) --out out/reports
	@echo
	@echo "out/reports/index.html shows every case with its report; out/reading what was read of each kind of document."
	$(CANDOR) specimen --story --out out/story --seed $$(date +%s)
	@echo "In another terminal: CANDOR=$(CANDOR) CANDOR_KEY=\$$(cat out/keys/first-api-key) docs/first-session.sh $(CASES)/00-nothing-1"
	@echo
	CANDOR_LOG=warn CANDOR_WEBHOOKS_TO_PRIVATE_ADDRESSES=true $(CANDOR) serve --demo --story out/story --data out/data --keys out/keys

lint:
	$(CARGO) fmt --all -- --check
	$(CARGO) clippy --workspace --all-targets -- -D warnings
	$(CARGO) check -q -p candor

# The development profile is optimised, so tests need no release build. Everything is built once, with the features of tests; `lint` has checked what is
# shipped, which has fewer.
test: web lint
	$(CARGO) test --workspace --no-run
	target/debug/candor models pull
	BOLERO_RANDOM_TEST_TIME_MS=5000 $(CARGO) test --workspace
	bench/api.sh 5
	bench/uploads.sh
	bench/calendars.py target/debug/candor
	target/debug/candor specimen --cases --out target/cases
	if test -e $(WASM); then node crates/wasm/tests/caught.mjs target/cases; else echo "*** NOT RUN: no module to try the cases on ***"; fi
	bench/saturation.py target/debug/candor target/cases 2
	$(MAKE) --no-print-directory e2e
	target/debug/candor specimen --out target/dist/specimens --count 1 --seed 1 --kinds passport
	rm -f target/dist/*.tar.gz
	CANDOR=target/debug/candor packaging/make.sh target/dist
	packaging/try.sh target/dist/candor-*.tar.gz target/dist/specimens/passport-1.jpg

dist: models
	rm -rf out/dist
	packaging/make.sh out/dist
	$(CANDOR) specimen --out out/dist/specimens --count 1 --seed 1 --kinds passport
	packaging/try.sh out/dist/candor-*.tar.gz out/dist/specimens/passport-1.jpg

# The picture of the story in the README, of what the browser test sees.
pictures:
	$(MAKE) --no-print-directory e2e E2E="tests/account-story.spec.ts --workers 1"
	cd e2e && node pictures.mjs

bench: models
	$(CANDOR) bench $(if $(DATA),--data $(DATA))
	$(CARGO) bench -p verify -p vision

soak: models
	BOLERO_RANDOM_TEST_TIME_MS=$(FUZZ_MS) PROPTEST_CASES=10000 CANDOR_KILLS=200 CANDOR_TRIES=1000 CANDOR_POSTINGS=1000000 $(CARGO) test --release --workspace
	CANDOR_LOAD_SECONDS=60 $(CARGO) test --release -p candor --test load -- --test-threads 1 --nocapture
	$(CANDOR) specimen --cases --out $(CASES)
	bench/saturation.py $(CANDOR) $(CASES) 20 --strict
	CANDOR=$(CANDOR) bench/api.sh 80
	AWAY_SECONDS=120 $(MAKE) --no-print-directory e2e TRIED=$(CANDOR)
	$(CANDOR) bench --specimens 28 --judging 25 --alike 25 --write docs/benchmarks.md
