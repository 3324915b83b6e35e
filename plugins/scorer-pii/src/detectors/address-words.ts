/** Words of American addresses, in small letters; names in the United States Postal Service's terms (Publication 28). */

/** What a street can be called, in full and as the Postal Service and people shorten it. */
export const STREET_TYPES = words(`
  alley aly annex anx arcade arc avenue av ave avn bayou byu beach bch bend bnd bluff blf bluffs blfs bottom btm
  boulevard boul blvd branch br bridge brg broadway brook brk brooks brks burg bg burgs bgs bypass byp camp cp canyon cyn
  cape cpe causeway cswy center ctr centre cen centers ctrs circle cir circ circles cirs cliff clf cliffs clfs club clb
  common cmn commons cmns corner cor corners cors course crse court ct courts cts cove cv coves cvs creek crk crescent
  cres crest crst crossing xing crossroad xrd crossroads xrds curve curv dale dl dam dm divide dv drive dr drv drives drs
  estate est estates ests expressway expy express extension ext extensions exts fall falls fls ferry fry field fld fields
  flds flat flt flats flts ford frd fords frds forest frst forge frg forges frgs fork frk forks frks fort ft freeway fwy
  garden gdn gardens gdns gateway gtwy glen gln glens glns green grn greens grns grove grv groves grvs harbor hbr harbors
  hbrs haven hvn heights hts highway hwy hill hl hills hls hollow holw inlet inlt island is islands iss isle isles
  junction jct junctions jcts key ky keys kys knoll knl knolls knls lake lk lakes lks land landing lndg lane ln light lgt
  lights lgts loaf lf lock lck locks lcks lodge ldg loop lp mall manor mnr manors mnrs meadow mdw meadows mdws mews mill
  ml mills mls mission msn motorway mtwy mount mt mountain mtn mountains mtns neck nck orchard orch oval overpass opas
  park parks parkway pkwy pky parkways pass passage psge path pike pine pne pines pnes place pl plain pln plains plns
  plaza plz point pt points pts port prt ports prts prairie pr radial radl ramp ranch rnch rapid rpd rapids rpds rest rst
  ridge rdg ridges rdgs river riv road rd roads rds route rte row rue run shoal shl shoals shls shore shr shores shrs
  skyway skwy spring spg springs spgs spur spurs square sq squares sqs station sta stravenue stra stream strm street st
  str strt streets sts summit smt terrace ter terr throughway trwy trace trce track trak trafficway trfy trail trl trails
  trailer trlr tunnel tunl turnpike tpke underpass upas union un unions uns valley vly valleys vlys viaduct via view vw
  views vws village vlg villages vlgs ville vl vista vis walk walks wall way wy ways well wl wells wls`);

/** States, the district and the territories. */
export const STATE_NAMES = [
  ...words(`alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii idaho illinois
  indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri montana
  nebraska nevada ohio oklahoma oregon pennsylvania tennessee texas utah vermont virginia washington wisconsin wyoming
  guam`),
  ...[
    "american samoa",
    "district of columbia",
    "new hampshire",
    "new jersey",
    "new mexico",
    "new york",
  ],
  ...["north carolina", "north dakota", "northern mariana islands", "puerto rico", "rhode island"],
  ...["south carolina", "south dakota", "virgin islands", "west virginia"],
];

/** Their two letters. */
export const STATE_CODES = words(`
  AL AK AZ AR AS CA CO CT DE DC FL GA GU HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MP MT NE NV NH NJ NM NY NC ND OH OK
  OR PA PR RI SC SD TN TX UT VA VI VT WA WV WI WY`);

/** Numbers in words. */
export const NUMBER_WORDS = words(`
  zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
  eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand`);

function words(list: string): readonly string[] {
  return list.trim().split(/\s+/);
}
